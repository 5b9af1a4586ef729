import type { Schemas } from "~/api/client";
import type { useRule } from "~/api/useRule";
import type { Target } from "~/design/target";

/** What waits for a guardian, whatever it is: one line of a list that leads to where it is answered. */
export type Waiting = {
  readonly id: string;
  readonly kind: "approval" | "asked" | "ask" | "appeal" | "chore" | "proposal" | "consent" | "pin";
  readonly who: string;
  readonly amount?: number;
  readonly since: string;
  readonly until?: string;
  readonly about: string;
  readonly to: Target;
};

type Found = {
  readonly home: Schemas["Home"];
  readonly me: string;
  readonly asks: readonly Schemas["Ask"][];
  readonly appeals: readonly Schemas["Appeal"][];
  readonly resets: readonly Schemas["PinReset"][];
  readonly turns: readonly Schemas["Turn"][];
  readonly proposals: readonly Schemas["Proposal"][];
};

/** What ends soonest is first: payments run out in minutes, all else has days. */
export function waitingOf(found: Found, rule: ReturnType<typeof useRule>): Waiting[] {
  const children = new Map(found.home.children.map((child) => [child.id, child]));
  const may = (person: string, right: Schemas["RightsEnum"]) =>
    children.get(person)?.rights.includes(right) === true;
  return [
    ...found.home.approvals
      .filter((one) => may(one.person.id, "approve"))
      .map(
        (one): Waiting => ({
          id: one.id,
          kind: "approval",
          who: one.person.name,
          amount: one.amount,
          since: one.created_at,
          until: one.expires_at,
          about: one.payee,
          to: { to: "/approvals/$id", params: { id: one.id } },
        }),
      ),
    ...found.home.children
      .filter((child) => child.consent_missing && child.rights.includes("give_consent"))
      .map(
        (child): Waiting => ({
          id: `consent-${child.id}`,
          kind: "consent",
          who: child.name,
          since: "",
          about: "",
          to: { to: "/children/$id/consent", params: { id: child.id } },
        }),
      ),
    ...found.asks
      .filter((one) => one.asked.id === found.me)
      .map(
        (one): Waiting => ({
          id: one.id,
          kind: "asked",
          who: one.asker.name,
          amount: one.amount,
          since: one.created_at,
          about: one.note ?? "",
          to: { to: "/asks/$ask", params: { ask: one.id } },
        }),
      ),
    ...found.asks
      .filter((one) => one.waits_since !== null && may(one.asked.id, "approve"))
      .map(
        (one): Waiting => ({
          id: one.id,
          kind: "ask",
          who: one.asked.name,
          amount: one.amount,
          since: one.waits_since ?? one.created_at,
          about: one.asker.name,
          to: { to: "/approvals/asks/$id", params: { id: one.id } },
        }),
      ),
    ...found.turns
      .filter((one) => one.state === "done" && children.has(one.chore.person.id))
      .map(
        (one): Waiting => ({
          id: one.id,
          kind: "chore",
          who: one.chore.person.name,
          amount: one.chore.reward,
          since: one.done_at ?? "",
          about: one.chore.title,
          to: { to: "/children/$id/chores", params: { id: one.chore.person.id } },
        }),
      ),
    ...found.resets.map(
      (one): Waiting => ({
        id: one.id,
        kind: "pin",
        who: one.name,
        since: one.asked_at,
        about: "",
        to: { to: "/children/$id", params: { id: one.person } },
      }),
    ),
    ...found.appeals
      .filter((one) => children.has(one.person.id))
      .map(
        (one): Waiting => ({
          id: one.id,
          kind: "appeal",
          who: one.person.name,
          since: one.created_at,
          about: rule({ code: one.rule, details: one.details }),
          to: { to: "/appeals/$id", params: { id: one.id } },
        }),
      ),
    ...found.proposals
      .filter(
        (one) => one.state === "open" && !one.votes.some((vote) => vote.guardian.id === found.me),
      )
      .map(
        (one): Waiting => ({
          id: one.id,
          kind: "proposal",
          who: one.proposed_by.name,
          since: one.created_at,
          about: one.person?.name ?? "",
          to: { to: "/family/decisions" },
        }),
      ),
  ];
}
