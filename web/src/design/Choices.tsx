import type { ReactNode } from "react";
import { Label, Radio, RadioGroup, ToggleButton, ToggleButtonGroup } from "react-aria-components";

const PILL =
  "inline-flex min-h-11 max-w-full min-w-11 cursor-pointer items-center justify-center rounded-full border border-line bg-surface px-4 text-center font-medium transition data-selected:border-accent data-selected:bg-accent-soft data-selected:text-accent-strong data-disabled:opacity-45 data-focus-visible:outline-3 data-focus-visible:outline-offset-2 data-focus-visible:outline-accent";

type Option<T extends string> = { readonly value: T; readonly text: ReactNode };

/** One of a few, all of them in sight. */
export function OneOf<T extends string>({
  label,
  value,
  onChange,
  options,
  hideLabel = false,
}: {
  label: string;
  value: T | undefined;
  onChange: (value: T) => void;
  options: readonly Option<T>[];
  hideLabel?: boolean;
}) {
  return (
    <RadioGroup
      value={value ?? null}
      onChange={(next) => onChange(next as T)}
      {...(hideLabel && { "aria-label": label })}
      className="grid gap-2"
    >
      {!hideLabel && <Label className="text-sm font-medium text-muted">{label}</Label>}
      <div className="flex flex-wrap gap-2">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className={PILL}>
            {option.text}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

/** Any of a few. */
export function AnyOf<T extends string>({
  label,
  values,
  onChange,
  options,
}: {
  label: string;
  values: readonly T[];
  onChange: (values: T[]) => void;
  options: readonly Option<T>[];
}) {
  return (
    <div className="grid gap-2">
      <span aria-hidden className="text-sm font-medium text-muted">
        {label}
      </span>
      <ToggleButtonGroup
        aria-label={label}
        selectionMode="multiple"
        selectedKeys={values}
        onSelectionChange={(keys) => onChange([...keys] as T[])}
        className="flex flex-wrap gap-2"
      >
        {options.map((option) => (
          <ToggleButton key={option.value} id={option.value} className={PILL}>
            {option.text}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
