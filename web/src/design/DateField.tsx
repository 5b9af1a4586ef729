import { type ReactNode, useId } from "react";

/** A day, picked the way the device lets one pick; null for none. */
export function DateField({
  label,
  value,
  onChange,
  min,
  max,
  hint,
}: {
  label: string;
  /** YYYY-MM-DD */
  value: string | null;
  onChange: (day: string | null) => void;
  min?: string;
  max?: string;
  hint?: ReactNode;
}) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-muted">
        {label}
      </label>
      <input
        id={id}
        type="date"
        value={value ?? ""}
        min={min}
        max={max}
        onChange={(event) => onChange(event.target.value || null)}
        className="min-h-12 w-full rounded-control border border-line bg-surface px-4 text-lg transition focus:border-accent"
      />
      {hint !== undefined && <span className="text-sm text-muted">{hint}</span>}
    </div>
  );
}
