import { daysUntil } from "~/i18n/format";

export type Pace =
  | { readonly every: "week" | "day"; readonly amount: number }
  | { readonly every: "once"; readonly amount: number };

/** What has to be saved, and how often, to have the target on the day; undefined where there is none to reach. */
export function paceOf(
  goal: { readonly target: number; readonly saved: number; readonly wanted_by: string | null },
  now = new Date(),
): Pace | undefined {
  const missing = goal.target - goal.saved;
  if (goal.wanted_by === null || missing <= 0) return undefined;
  const days = daysUntil(goal.wanted_by, now);
  if (days < 0) return undefined;
  const turns = (length: number) => Math.max(1, Math.floor(days / length));
  if (days >= 14) return { every: "week", amount: Math.ceil(missing / turns(7)) };
  if (days >= 2) return { every: "day", amount: Math.ceil(missing / days) };
  return { every: "once", amount: missing };
}
