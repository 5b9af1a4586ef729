import { describe, expect, it } from "vitest";
import { byPercent, evenly, split } from "./splitting";

const sum = (shares: readonly (number | null)[]) =>
  shares.reduce<number>((total, share) => total + (share ?? 0), 0);

describe("an even split", () => {
  it("has the first ones bear what does not divide, the maker before the others", () => {
    expect(split({ total: 10_000, how: "even", withMe: true, parts: [null, null] })).toEqual({
      mine: 3_334,
      theirs: [3_333, 3_333],
      rest: 0,
      fits: true,
    });
  });

  it("is the whole bill, whatever it is and however many there are", () => {
    for (let total = 1; total < 2_000; total += 37) {
      for (let count = 1; count < 12; count += 1) expect(sum(evenly(total, count))).toBe(total);
    }
  });

  it("does not fit where somebody's share would be nothing", () => {
    expect(split({ total: 1, how: "even", withMe: true, parts: [null] }).fits).toBe(false);
  });
});

describe("a split by amounts", () => {
  it("leaves the maker what the others leave", () => {
    const found = split({ total: 1_000, how: "amount", withMe: true, parts: [333, 333] });
    expect(found).toEqual({ mine: 334, theirs: [333, 333], rest: 334, fits: true });
  });

  it("tells to the paisa what is not given out, and fits only once nothing is", () => {
    const short = split({ total: 1_000, how: "amount", withMe: false, parts: [333, 666] });
    expect(short).toMatchObject({ rest: 1, fits: false });
    const over = split({ total: 1_000, how: "amount", withMe: false, parts: [335, 666] });
    expect(over).toMatchObject({ rest: -1, fits: false });
    const whole = split({ total: 1_000, how: "amount", withMe: false, parts: [334, 666] });
    expect(whole).toMatchObject({ rest: 0, fits: true });
  });

  it("does not fit while a share is not said", () => {
    const found = split({ total: 1_000, how: "amount", withMe: true, parts: [500, null] });
    expect(found).toMatchObject({ rest: 500, fits: false });
  });
});

describe("a split by percentages", () => {
  it("gives what is left over to those who were cut off most, the first of equals first", () => {
    expect(byPercent(100, [3_333, 3_333, 3_334])).toEqual([33, 33, 34]);
    expect(byPercent(101, [5_000, 5_000])).toEqual([51, 50]);
  });

  it("is the whole bill, and each share is off by less than one", () => {
    for (let total = 1; total < 3_000; total += 71) {
      const parts = [1_234, 3_456, 5_310];
      const shares = byPercent(total, parts);
      expect(sum(shares)).toBe(total);
      shares.forEach((share, n) => {
        expect(Math.abs(share - (total * (parts[n] ?? 0)) / 10_000)).toBeLessThan(1);
      });
    }
  });

  it("shows the maker's own part as what the others leave", () => {
    const found = split({ total: 10_000, how: "percent", withMe: true, parts: [2_500, 2_500] });
    expect(found).toEqual({ mine: 5_000, theirs: [2_500, 2_500], rest: 5_000, fits: true });
  });
});
