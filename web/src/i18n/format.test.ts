import { describe, expect, it } from "vitest";
import { minorOf, money, when } from "./format";

describe("an amount", () => {
  it.each([
    [0, "₹0.00"],
    [5, "₹0.05"],
    [12345600, "₹1,23,456.00"],
    [-12345678, "−₹1,23,456.78"],
    [99_99_99_999_99, "₹99,99,99,999.99"],
    [9007199254740991, "₹9,00,71,99,25,47,409.91"],
  ])("of %d paise is written as the family's country does", (minor, written) => {
    expect(money(minor, "INR", "en")).toBe(written);
  });

  it("has the same digits in Hindi", () => {
    expect(money(12345600, "INR", "hi")).toBe("₹1,23,456.00");
  });

  it("names a unit that is not the rupee", () => {
    expect(money(100, "COIN", "en")).toBe("COIN 1.00");
  });
});

describe("what was typed", () => {
  it.each([
    ["1", 100],
    ["1.5", 150],
    ["1.05", 105],
    ["1,23,456.00", 12345600],
    [" 20 ", 2000],
    ["0.29", 29],
  ])("%s is an amount", (typed, minor) => {
    expect(minorOf(typed)).toBe(minor);
  });

  it.each(["", ".", "1.", "1.234", "-1", "1e3", "१", "₹1", "1 2", "12345678901"])(
    "«%s» is none",
    (typed) => {
      expect(minorOf(typed)).toBeUndefined();
    },
  );

  it("comes back as it was from what is written of it", () => {
    for (let minor = 0; minor < 100_000; minor += 37) {
      expect(minorOf(money(minor, "INR", "en").slice(1))).toBe(minor);
    }
  });
});

describe("a moment", () => {
  // 23:50 of the 27th in India; still the 27th where the browser is.
  const now = new Date("2026-11-27T18:20:00Z");

  it("of the same Indian day is today's", () => {
    expect(when("2026-11-27T03:05:00Z", "en", now)).toMatch(/^Today, 8:35\sam$/);
  });

  it("of the day before is yesterday's", () => {
    expect(when("2026-11-26T12:00:00Z", "en", now)).toMatch(/^Yesterday, /);
  });

  it("of ten minutes later is of the next day", () => {
    expect(when("2026-11-27T18:30:00Z", "en", now)).toMatch(/^28 Nov, 12:00\sam$/);
  });

  it("of long ago has its day", () => {
    expect(when("2026-10-01T12:00:00Z", "en", now)).toMatch(/^1 Oct, /);
  });

  it("is said in Hindi", () => {
    expect(when("2026-11-27T03:05:00Z", "hi", now)).toMatch(/^आज, /);
  });
});
