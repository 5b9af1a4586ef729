import { describe, expect, test } from "vitest";
import { verdictOf } from "./verdict";

const preview = (...codes: string[]) => ({
  refusals: codes.map((code) => ({ code, title: code, status: 422, details: {} })),
});

describe("The verdict on a payment", () => {
  test("is that it works, with the PIN where that is asked for", () => {
    expect(verdictOf(preview())).toEqual({ kind: "works", pin: false });
    expect(verdictOf(preview("step_up_required"))).toEqual({ kind: "works", pin: true });
  });

  test("is to ask where nothing but a guardian's yes is missing", () => {
    const verdict = verdictOf(preview("approval_required", "step_up_required"));
    expect(verdict).toMatchObject({ kind: "ask", reason: { code: "approval_required" } });
  });

  test("is no where a rule refuses it, also if it would have to be asked for", () => {
    const verdict = verdictOf(preview("category_off", "approval_required", "step_up_required"));
    expect(verdict).toMatchObject({ kind: "refused", appealable: { code: "category_off" } });
    expect(verdict.kind === "refused" && verdict.reasons).toHaveLength(1);
  });

  test("offers no appeal against what no guardian can change", () => {
    const verdict = verdictOf(preview("category_blocked", "category_off"));
    expect(verdict.kind === "refused" && verdict.appealable).toBeUndefined();
  });
});
