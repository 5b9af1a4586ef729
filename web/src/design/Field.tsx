import type { HTMLInputTypeAttribute, ReactNode, Ref } from "react";
import { FieldError, Input, Label, Text, TextField } from "react-aria-components";

export type FieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  name?: string;
  type?: HTMLInputTypeAttribute;
  inputMode?: "text" | "numeric" | "tel" | "search" | "decimal";
  autoComplete?: string;
  autoFocus?: boolean;
  maxLength?: number;
  hint?: ReactNode;
  /** What is wrong with what was typed, in words; marks the field. */
  error?: string | undefined;
  ref?: Ref<HTMLInputElement>;
};

/** One line of text with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, error, ref, inputMode, ...rest }: FieldProps) {
  return (
    <TextField {...rest} isInvalid={error !== undefined} className="grid gap-1.5">
      <Label className="text-sm font-medium text-muted">{label}</Label>
      <Input
        ref={ref ?? null}
        inputMode={inputMode}
        className="min-h-12 w-full rounded-control border border-line bg-surface px-4 text-lg outline-offset-0 transition data-invalid:border-bad focus:border-accent"
      />
      {hint !== undefined && (
        <Text slot="description" className="text-sm text-muted">
          {hint}
        </Text>
      )}
      <FieldError className="text-sm font-medium text-bad">{error}</FieldError>
    </TextField>
  );
}
