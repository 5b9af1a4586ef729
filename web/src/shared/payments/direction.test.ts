import { describe, expect, test } from "vitest";
import type { Schemas } from "~/api/client";
import { directionOf, otherSide } from "./direction";

const payment = (from: string | null, to: string) =>
  ({
    payer: { name: "Asha Rao", wallet: from },
    payee: { name: "Meera Rao", wallet: to },
  }) as Schemas["Payment"];
const own = new Set(["mine", "goal"]);

describe("The direction of a payment", () => {
  test("is in where it reaches one of my wallets, also from the bank", () => {
    expect(directionOf(payment("asha", "mine"), own)).toBe("in");
    expect(directionOf(payment(null, "mine"), own)).toBe("in");
    expect(otherSide(payment("asha", "mine"), "in")).toBe("Asha Rao");
  });

  test("is out where it leaves one of them", () => {
    expect(directionOf(payment("mine", "shop"), own)).toBe("out");
    expect(otherSide(payment("mine", "shop"), "out")).toBe("Meera Rao");
  });

  test("is neither where it stays mine", () => {
    expect(directionOf(payment("mine", "goal"), own)).toBe("within");
  });
});
