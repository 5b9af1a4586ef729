import { expect, it } from "vitest";
import type { Schemas } from "~/api/client";
import { waitingOf } from "./waiting";

const ASKED = {
  id: "ask_1",
  asker: { id: "per_child", name: "Meera Rao" },
  asked: { id: "per_me", name: "Asha Rao" },
  amount: 75_00,
  note: "School trip",
  created_at: "2026-11-28T10:00:00Z",
  waits_since: null,
} as Schemas["Ask"];
const HOME = { approvals: [], children: [], family: null, own: [] } as unknown as Schemas["Home"];
const NOTHING = { home: HOME, me: "per_me", appeals: [], turns: [], proposals: [], resets: [] };

it("lists what a guardian is asked to pay themselves, and leads to where it is paid", () => {
  const [one, ...others] = waitingOf({ ...NOTHING, asks: [ASKED] }, () => "");
  expect(others).toEqual([]);
  expect(one).toMatchObject({ kind: "asked", who: "Meera Rao", about: "School trip" });
  expect(one?.to).toEqual({ to: "/asks/$ask", params: { ask: "ask_1" } });
});

it("lists nothing of what their child is asked to pay, and has not brought to them", () => {
  expect(waitingOf({ ...NOTHING, me: "per_other", asks: [ASKED] }, () => "")).toEqual([]);
});
