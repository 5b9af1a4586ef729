import type { ReactNode } from "react";
import { Switch } from "react-aria-components";

/** Something that is on or off, with the whole of its line to press. */
export function Toggle({
  on,
  onChange,
  children,
  hint,
  isDisabled = false,
}: {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
  hint?: ReactNode;
  isDisabled?: boolean;
}) {
  return (
    <Switch
      isSelected={on}
      onChange={onChange}
      isDisabled={isDisabled}
      className="group flex min-h-12 cursor-pointer items-center justify-between gap-4 rounded-control data-disabled:cursor-default data-disabled:opacity-50"
    >
      <span className="min-w-0">
        <span className="block font-medium">{children}</span>
        {hint !== undefined && <span className="block text-sm text-muted">{hint}</span>}
      </span>
      <span
        aria-hidden
        className="flex h-8 w-13 shrink-0 items-center rounded-full bg-line p-1 transition-colors group-data-focus-visible:outline-3 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-accent group-data-selected:bg-accent"
      >
        <span className="size-6 rounded-full bg-surface shadow-card transition-transform group-data-selected:translate-x-5" />
      </span>
    </Switch>
  );
}
