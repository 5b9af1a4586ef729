import { describe, expect, test } from "vitest";
import { dataOf, keysOf } from "./refusalWords";

const limit = (scope: string) => ({
  code: "limit_reached",
  details: { scope, window: "day", cap: 500_00, used: 78_00, asked: 450_00 },
});

describe("A refusal in words", () => {
  test("is found by its code", () => {
    expect(keysOf({ code: "hours_closed", details: {} })).toEqual(["refused.hours_closed"]);
  });

  test("is told apart by what a limit counts", () => {
    expect(keysOf(limit("spend"))).toEqual(["refused.limit_reached"]);
    expect(keysOf(limit("spend.food"))[0]).toBe("refused.limit_reached_kind");
    expect(keysOf(limit("p2p.new"))[0]).toBe("refused.limit_reached_people");
    expect(keysOf(limit("load"))[0]).toBe("refused.limit_reached_load");
  });

  test("falls back to its code where a variant has no words", () => {
    const reason = { code: "upi_malformed", details: { reason: "too_long" } };
    expect(keysOf(reason)).toEqual(["refused.upi_malformed_too_long", "refused.upi_malformed"]);
  });

  test("says what is left, and never less than nothing", () => {
    expect(dataOf(limit("spend"))["left"]).toBe(422_00);
    expect(dataOf({ code: "x", details: { cap: 100, used: 150 } })["left"]).toBe(0);
    expect(dataOf({ code: "x", details: {} })["left"]).toBeUndefined();
  });

  test("names the kind of shop that a limit is about", () => {
    expect(dataOf(limit("spend.food"))["category"]).toBe("food");
  });
});
