import type { Schemas } from "~/api/client";

export type Rule = Schemas["RuleEnum"];

/** Rules that a guardian made and can change; a child may say something against them. */
export const APPEALABLE: ReadonlySet<string> = new Set<Rule>([
  "category_off",
  "channel_off",
  "hours_closed",
  "limit_reached",
  "merchant_off",
  "payment_too_large",
  "people_off",
]);

export function isRule(code: string): code is Rule {
  return APPEALABLE.has(code);
}
