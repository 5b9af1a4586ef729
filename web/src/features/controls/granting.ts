/** How a child's word against a rule can be granted: more for a day, or other rules for good. */
import type { Schemas } from "~/api/client";
import { type Draft, type Kind, WINDOWS, type Window } from "./draft";

type Appeal = Pick<Schemas["Appeal"], "rule" | "details">;
type Raised = Schemas["RaisedLimitsBodyRequest"];

const KIND = "spend.";

/** The raise that would let the payment through, by `cap`; undefined where no limit was in the way. */
export function raiseFor(appeal: Appeal, cap: number): Raised | undefined {
  const { scope, window } = appeal.details;
  if (appeal.rule === "payment_too_large") return { limits: { payment: cap } };
  if (appeal.rule !== "limit_reached" || !isWindow(window)) return undefined;
  if (typeof scope === "string" && scope.startsWith(KIND)) {
    return { categories: { [scope.slice(KIND.length)]: { [window]: cap } } };
  }
  return { limits: { [window]: cap } };
}

/** The least cap that would have let it through; undefined where no limit was in the way. */
export function leastCap(appeal: Appeal): number | undefined {
  const { asked, used } = appeal.details;
  if (raiseFor(appeal, 1) === undefined || typeof asked !== "number") return undefined;
  return asked + (typeof used === "number" ? used : 0);
}

/** The rules without the one that was in the way; undefined where they are to be looked at by hand. */
export function loosened(draft: Draft, appeal: Appeal): Draft | undefined {
  const { category, merchant, channel } = appeal.details;
  switch (appeal.rule) {
    case "people_off":
      return { ...draft, people: true };
    case "category_off":
      return { ...draft, off: draft.off.filter((kind) => kind !== (category as Kind)) };
    case "merchant_off":
      if (typeof merchant !== "string") return undefined;
      return {
        ...draft,
        only: draft.only === null ? null : [...new Set([...draft.only, merchant])],
        never: draft.never.filter((shop) => shop !== merchant),
      };
    case "channel_off":
      return { ...draft, channels: [...draft.channels, channel as Draft["channels"][number]] };
    default:
      return undefined;
  }
}

function isWindow(value: unknown): value is Window {
  return WINDOWS.some((window) => window === value);
}
