import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { answers, exampleOf, refuses } from "../../../tests/platform";
import { show } from "../../../tests/render";
import { Home } from "./Home";

function home() {
  const made = exampleOf("read_home");
  const [wallet] = made.own;
  const [payment] = made.payments;
  if (wallet === undefined || payment === undefined) throw new Error("the example has too little");
  return { made, wallet, payment };
}

describe("the first screen", () => {
  it("greets by the first name, and tells what can be spent", async () => {
    const { made, wallet } = home();
    answers("read_me", { ...exampleOf("read_me"), name: "Meera Rao" });
    answers("read_home", { ...made, own: [{ ...wallet, available: 12345600 }] });
    await show(Home);
    expect(await screen.findByText("Hi Meera")).toBeTruthy();
    expect(await screen.findByText("₹1,23,456.00")).toBeTruthy();
  });

  it("lists what moved last", async () => {
    const { made, payment } = home();
    const payee = { ...payment.payee, name: "Campus Canteen" };
    answers("read_home", { ...made, payments: [{ ...payment, payee, amount: 4500 }] });
    await show(Home);
    const list = await screen.findByRole("list");
    expect(within(list).getByText("Campus Canteen")).toBeTruthy();
    expect(list.textContent).toContain("₹45.00");
  });

  it("says so where nothing has moved", async () => {
    answers("read_home", { ...home().made, payments: [] });
    await show(Home);
    expect(await screen.findByText("Nothing has moved yet")).toBeTruthy();
  });

  it("has a refusal be told by whoever shows it", async () => {
    refuses("read_home", { code: "overloaded", status: 503, detail: "come back later" });
    await show(Home);
    expect(await screen.findByText(/come back later/)).toBeTruthy();
  });
});
