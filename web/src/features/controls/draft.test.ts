import { describe, expect, it } from "vitest";
import { documentOf, draftOf, NOTHING, same } from "./draft";

describe("a draft of the rules", () => {
  it("of no rules is open everywhere", () => {
    expect(draftOf(documentOf(NOTHING))).toEqual(NOTHING);
  });

  it("is the same document again, in whatever order it was put together", () => {
    const one = { ...NOTHING, off: ["food", "cash"], never: ["mer_2", "mer_1"] } as const;
    const other = { ...NOTHING, off: ["cash", "food"], never: ["mer_1", "mer_2"] } as const;
    expect(same(one, other)).toBe(true);
    expect(same(draftOf(documentOf(one)), one)).toBe(true);
  });

  it("leaves out kinds of shop whose caps were all taken away", () => {
    const caps = { food: { day: null, week: null, month: null } };
    expect(documentOf({ ...NOTHING, caps }).categories?.limits).toEqual({});
  });
});
