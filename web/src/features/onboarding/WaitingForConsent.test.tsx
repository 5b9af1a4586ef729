import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { answers, exampleOf } from "../../../tests/platform";
import { show } from "../../../tests/render";
import { WaitingForConsent } from "./WaitingForConsent";

function stands(what: "given" | "withdrawn") {
  const consent = exampleOf("consents_read");
  const [stance] = consent.stances;
  if (stance === undefined) throw new Error("the example has too little");
  const guardian = { ...stance.guardian, name: "Asha Rao" };
  answers("consents_read", { ...consent, stances: [{ ...stance, what, guardian }] });
}

describe("an account that rests", () => {
  it("names the guardian who took their consent back", async () => {
    stands("withdrawn");
    await show(WaitingForConsent);
    expect(await screen.findByText(/Asha took back the consent/)).toBeTruthy();
    expect(screen.queryByText("You joined the family")).toBeNull();
  });

  it("tells who has just joined what comes next", async () => {
    stands("given");
    await show(WaitingForConsent);
    expect(await screen.findByText("You joined the family")).toBeTruthy();
  });
});
