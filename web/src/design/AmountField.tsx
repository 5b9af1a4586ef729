import { useState } from "react";
import { FieldError, Input, Label, Text, TextField } from "react-aria-components";
import { minorOf } from "~/i18n/format";

const TYPED = /^\d{0,8}(?:\.\d{0,2})?$/;

/** An amount in rupees; null while nothing is typed. What is no amount cannot be typed at all. */
export function AmountField({
  label,
  value,
  onChange,
  hint,
  error,
  placeholder,
  large = false,
  autoFocus = false,
}: {
  label: string;
  value: number | null;
  onChange: (minor: number | null) => void;
  hint?: string | undefined;
  error?: string | undefined;
  placeholder?: string;
  /** As the one thing that a screen is about. */
  large?: boolean;
  autoFocus?: boolean;
}) {
  const [text, setText] = useState(plain(value));
  const shown = parsed(text) === value ? text : plain(value);
  return (
    <TextField
      value={shown}
      onChange={(typed) => {
        const next = typed.replaceAll(/[,\s₹]/g, "");
        if (!TYPED.test(next)) return;
        setText(next);
        onChange(parsed(next));
      }}
      isInvalid={error !== undefined}
      autoFocus={autoFocus}
      className="grid grid-cols-1 gap-1.5"
    >
      <Label className="text-sm font-medium text-muted">{label}</Label>
      <div className="relative">
        <span
          aria-hidden
          className={`pointer-events-none absolute inset-y-0 left-4 grid place-items-center text-muted ${large ? "text-3xl" : "text-lg"}`}
        >
          ₹
        </span>
        <Input
          inputMode="decimal"
          autoComplete="off"
          placeholder={placeholder ?? ""}
          className={`money w-full rounded-control border border-line bg-surface pr-4 transition placeholder:text-muted data-invalid:border-bad focus:border-accent ${large ? "min-h-18 pl-11 text-4xl font-bold" : "min-h-12 pl-9 text-lg"}`}
        />
      </div>
      {hint !== undefined && (
        <Text slot="description" className="text-sm text-muted">
          {hint}
        </Text>
      )}
      <FieldError className="text-sm font-medium text-bad">{error}</FieldError>
    </TextField>
  );
}

function parsed(text: string): number | null {
  return minorOf(text.replace(/\.$/, "")) ?? null;
}

function plain(value: number | null): string {
  if (value === null) return "";
  const rest = value % 100;
  return `${Math.trunc(value / 100)}${rest === 0 ? "" : `.${String(rest).padStart(2, "0")}`}`;
}
