import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { current, restore } from "~/session/session";
import { forget } from "~/session/vault";
import { answers, exampleOf, isOutOfReach, refuses } from "../../../tests/platform";
import { show } from "../../../tests/render";
import { Welcome } from "./Welcome";

const phone = () => screen.getByLabelText("Your phone number");
const code = () => screen.findByLabelText(/The code that was texted/);

beforeEach(async () => {
  await forget();
  await restore();
});

describe("signing in", () => {
  it("asks for the phone, then for the code that was sent to it", async () => {
    const asked = answers("send_code", { ...exampleOf("send_code"), challenge: "chl_1" });
    const opened = answers("sign_in", exampleOf("sign_in"));
    const { user } = await show(Welcome);
    await user.type(phone(), "61000 00003");
    await user.click(screen.getByRole("button", { name: "Text me a code" }));
    await user.type(await code(), "123456");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await expect.poll(() => current().state).toBe("in");
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({ phone: "+916100000003" });
    expect(JSON.parse(opened[0]?.body ?? "")).toMatchObject({ challenge: "chl_1", code: "123456" });
  });

  it("lets nobody send less than a code", async () => {
    const { user } = await show(Welcome);
    await user.type(phone(), "6100000003");
    await user.click(screen.getByRole("button", { name: "Text me a code" }));
    await user.type(await code(), "12345");
    expect(screen.getByRole("button", { name: "Sign in" })).toHaveProperty("disabled", true);
  });

  it("says of a refused phone what is wrong, at the field", async () => {
    refuses("send_code", { code: "rate_limited", status: 429, title: "Too many requests" });
    const { user } = await show(Welcome);
    await user.type(phone(), "6100000003");
    await user.click(screen.getByRole("button", { name: "Text me a code" }));
    await screen.findByText(/./, { selector: "[slot=errorMessage]" });
    expect(phone().getAttribute("aria-invalid")).toBe("true");
  });

  it("says that nothing was sent, out of reach", async () => {
    isOutOfReach("send_code");
    const { user } = await show(Welcome);
    await user.type(phone(), "6100000003");
    await user.click(screen.getByRole("button", { name: "Text me a code" }));
    expect(await screen.findByText(/cannot be reached/)).toBeTruthy();
  });

  it("begins again with another phone", async () => {
    const { user } = await show(Welcome);
    await user.type(phone(), "6100000003");
    await user.click(screen.getByRole("button", { name: "Text me a code" }));
    await user.click(await screen.findByRole("button", { name: "Use another phone number" }));
    expect(phone()).toBeTruthy();
  });
});
