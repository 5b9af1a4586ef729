import { describe, expect, it } from "vitest";
import { NOTHING } from "./draft";
import { leastCap, loosened, raiseFor } from "./granting";

describe("granting an appeal for a day", () => {
  it("raises the limit that was in the way, by as much as would have done", () => {
    const appeal = {
      rule: "limit_reached",
      details: { scope: "spend", window: "day", cap: 50_000, used: 45_000, asked: 9_000 },
    } as const;
    expect(leastCap(appeal)).toBe(54_000);
    expect(raiseFor(appeal, 54_000)).toEqual({ limits: { day: 54_000 } });
  });

  it("raises that of a kind of shop where that was it", () => {
    const appeal = {
      rule: "limit_reached",
      details: { scope: "spend.food", window: "week", cap: 100, used: 100, asked: 50 },
    } as const;
    expect(raiseFor(appeal, 150)).toEqual({ categories: { food: { week: 150 } } });
  });

  it("is no way where no limit was in the way", () => {
    const appeal = { rule: "category_off", details: { category: "food", asked: 100 } } as const;
    expect(raiseFor(appeal, 100)).toBeUndefined();
    expect(leastCap(appeal)).toBeUndefined();
  });
});

describe("granting an appeal for good", () => {
  it("takes away the one rule, and leaves all others", () => {
    const draft = { ...NOTHING, people: false, off: ["food", "cash"] } as const;
    const appeal = { rule: "category_off", details: { category: "food" } } as const;
    expect(loosened(draft, appeal)).toEqual({ ...draft, off: ["cash"] });
  });

  it("puts a shop among those that may be paid, and off those that may not", () => {
    const draft = { ...NOTHING, only: ["mer_1"], never: ["mer_2"] };
    const appeal = { rule: "merchant_off", details: { merchant: "mer_2" } } as const;
    expect(loosened(draft, appeal)).toMatchObject({ only: ["mer_1", "mer_2"], never: [] });
  });

  it("is left to the guardian's own hand where hours are closed", () => {
    expect(loosened(NOTHING, { rule: "hours_closed", details: {} })).toBeUndefined();
  });
});
