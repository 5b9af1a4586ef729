import type { ReactNode } from "react";
import { Input, TextField } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Pad } from "~/design/Pad";
import { Notice } from "~/design/Surface";
import { press, shownTyped } from "./amount";

const LONGEST_NOTE = 140;

/** The amount, large; a note; what is said of them; and the pad to type on. */
export function Amount({
  typed,
  note,
  fixed,
  isDisabled,
  onType,
  onNote,
  children,
}: {
  typed: string;
  note: string;
  /** The code says how much: nothing to type. */
  fixed: boolean;
  isDisabled: boolean;
  onType: (typed: string) => void;
  onNote: (note: string) => void;
  children: ReactNode;
}) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <output
        aria-label={t("pay.amount")}
        className={`money block truncate text-center text-6xl leading-tight font-bold ${typed === "" ? "text-muted" : ""}`}
      >
        ₹{shownTyped(typed, i18n.language)}
      </output>
      <TextField
        aria-label={t("pay.note")}
        value={note}
        onChange={onNote}
        maxLength={LONGEST_NOTE}
        isDisabled={isDisabled}
        className="mx-auto w-full max-w-64"
      >
        <Input
          placeholder={t("pay.noteHint")}
          className="min-h-11 w-full rounded-full border border-line bg-surface px-4 text-center placeholder:text-muted"
        />
      </TextField>
      {children}
      {fixed ? (
        <Notice>{t("pay.fixed")}</Notice>
      ) : (
        <Pad corner="." isDisabled={isDisabled} onKey={(key) => onType(press(typed, key))} />
      )}
    </>
  );
}
