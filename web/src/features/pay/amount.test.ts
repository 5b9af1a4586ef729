import { describe, expect, test } from "vitest";
import type { PadKey } from "~/design/Pad";
import { minorTyped, press, shownTyped, typedOf } from "./amount";

const typing = (keys: string) => {
  let typed = "";
  for (const key of keys) typed = press(typed, key === "<" ? "back" : (key as PadKey));
  return typed;
};

describe("The amount pad", () => {
  test.each([
    ["125", "125", 125_00],
    ["12.5", "12.5", 12_50],
    ["12.", "12.", 12_00],
    [".5", "0.5", 50],
    ["007", "7", 7_00],
    ["1..2", "1.2", 1_20],
    ["1.239", "1.23", 1_23],
    ["123456789", "1234567", 1234567_00],
    ["12<<<", "", 0],
    ["1.2<<", "1", 1_00],
    ["", "", 0],
  ])("%s is %s", (keys, shown, minor) => {
    expect(typing(keys)).toBe(shown);
    expect(minorTyped(shown)).toBe(minor);
  });

  test.each([1, 50, 99, 100, 12_50, 1234567_89])("types %d minor units as they are", (minor) => {
    expect(minorTyped(typedOf(minor))).toBe(minor);
  });

  test("groups as money is written here", () => {
    expect(shownTyped("1234567.5", "en")).toBe("12,34,567.5");
    expect(shownTyped("", "hi")).toBe("0");
    expect(shownTyped("12.", "en")).toBe("12.");
  });
});
