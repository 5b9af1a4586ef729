import type { Reason } from "~/api/refusalWords";
import { APPEALABLE } from "~/shared/appeal";
import type { Preview } from "./api";

/** What a preview comes to, for whoever is about to pay. */
export type Verdict =
  | { readonly kind: "works"; readonly pin: boolean }
  /** It waits for a guardian, and for nothing else. */
  | { readonly kind: "ask"; readonly reason: Reason }
  /** It is refused. `appealable` is the rule that a guardian could change, where one is first. */
  | { readonly kind: "refused"; readonly reasons: readonly Reason[]; readonly appealable?: Reason };

const PIN = "step_up_required";
const YES = "approval_required";

export function verdictOf(preview: Pick<Preview, "refusals">): Verdict {
  const firm = preview.refusals.filter(({ code }) => code !== PIN && code !== YES);
  const [first] = firm;
  if (first !== undefined) {
    const appealable = APPEALABLE.has(first.code) ? { appealable: first } : {};
    return { kind: "refused", reasons: firm, ...appealable };
  }
  const ask = preview.refusals.find(({ code }) => code === YES);
  if (ask !== undefined) return { kind: "ask", reason: ask };
  return { kind: "works", pin: preview.refusals.some(({ code }) => code === PIN) };
}
