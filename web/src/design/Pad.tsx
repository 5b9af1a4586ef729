import { Delete } from "lucide-react";
import { type ReactNode, useEffect, useEffectEvent } from "react";
import { Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";

export type PadKey = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "." | "back";

const ROWS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/**
 * Keys to type digits with a thumb. A keyboard's own digits do the same, wherever the focus is,
 * unless somebody is writing in a field.
 */
export function Pad({
  onKey,
  corner,
  isDisabled = false,
}: {
  onKey: (key: PadKey) => void;
  /** What stands left of the nought: the point of an amount, or nothing. */
  corner?: "." | undefined;
  isDisabled?: boolean;
}) {
  const { t } = useTranslation();
  const typed = useEffectEvent((event: KeyboardEvent) => {
    const key = padKeyOf(event);
    if (isDisabled || key === undefined || (key === "." && corner === undefined)) return;
    event.preventDefault();
    onKey(key);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => typed(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  const key = (value: PadKey, label: string, content: ReactNode = label) => (
    <Pressable
      key={value}
      isDisabled={isDisabled}
      aria-label={label}
      onPress={() => onKey(value)}
      className="grid min-h-14 place-items-center rounded-control text-2xl font-semibold tabular-nums transition select-none hover:bg-sunken active:scale-95 data-disabled:opacity-40 data-pressed:bg-accent-soft"
    >
      {content}
    </Pressable>
  );
  return (
    <fieldset className="grid grid-cols-3 gap-1 border-0 p-0">
      <legend className="sr-only">{t("pad.label")}</legend>
      {ROWS.map((digit) => key(digit, digit))}
      {corner === undefined ? <span /> : key(corner, t("pad.point"), ".")}
      {key("0", "0")}
      {key("back", t("pad.back"), <Delete aria-hidden />)}
    </fieldset>
  );
}

function padKeyOf(event: KeyboardEvent): PadKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.target instanceof HTMLElement && event.target.matches("input, textarea, select")) {
    return undefined;
  }
  if (event.key === "Backspace") return "back";
  return /^[0-9.]$/.test(event.key) ? (event.key as PadKey) : undefined;
}
