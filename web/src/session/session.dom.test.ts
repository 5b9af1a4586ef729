import { beforeEach, describe, expect, it, vi } from "vitest";
import { answers, exampleOf, isOutOfReach, refuses } from "../../tests/platform";
import { forget, keep, kept, newDeviceKey } from "./vault";

type Tab = typeof import("./session") & Pick<typeof import("~/api/client"), "api">;

/** A tab of the browser: the modules anew, over the vault and the locks that all tabs share. */
async function aTab(): Promise<Tab> {
  vi.resetModules();
  const session = await import("./session");
  const { api } = await import("~/api/client");
  return { ...session, api };
}

async function signedIn(refreshToken = "first"): Promise<void> {
  await keep({ device: "dev_1", person: "per_1", refreshToken, key: await newDeviceKey() });
}

/** Tokens that are issued in turn, as the platform rotates them. */
function issuesTokens(validFor = 900) {
  const tokens = {
    ...exampleOf("refresh_tokens"),
    access_token: "access",
    refresh_token: "second",
    expires_in: validFor,
  };
  return answers("refresh_tokens", tokens);
}

beforeEach(() => forget());

describe("signing in", () => {
  it("keeps the session, under a key that this device made", async () => {
    const asked = answers("sign_in", { ...exampleOf("sign_in"), refresh_token: "kept" });
    const tab = await aTab();
    await tab.restore();
    expect(tab.current().state).toBe("out");
    await tab.signIn({ challenge: "chl_1", code: "123456", device: "Linux, browser" });
    expect(tab.current().state).toBe("in");
    const { device } = JSON.parse(asked[0]?.body ?? "");
    expect(device.public_key).toMatchObject({ kty: "EC", crv: "P-256" });
    expect(device.public_key).not.toHaveProperty("d");
    expect((await kept())?.refreshToken).toBe("kept");
  });

  it("with a wrong code leaves nobody signed in", async () => {
    refuses("sign_in", { code: "code_wrong", status: 401 });
    const tab = await aTab();
    await tab.restore();
    await expect(
      tab.signIn({ challenge: "chl_1", code: "000000", device: "Linux, browser" }),
    ).rejects.toMatchObject({ code: "code_wrong" });
    expect(tab.current().state).toBe("out");
    expect(await kept()).toBeUndefined();
  });
});

describe("a token", () => {
  it("is renewed once for requests that begin together", async () => {
    await signedIn();
    const asked = issuesTokens();
    const tab = await aTab();
    await tab.restore();
    const tokens = await Promise.all([tab.accessToken(), tab.accessToken(), tab.accessToken()]);
    expect(tokens).toEqual(["access", "access", "access"]);
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual([{ refresh_token: "first" }]);
  });

  it("is renewed in one tab for all, and after a refusal with the token that was left", async () => {
    await signedIn();
    const asked = issuesTokens();
    const tabs = [await aTab(), await aTab()] as const;
    await Promise.all(tabs.map((tab) => tab.restore()));
    await Promise.all(tabs.map((tab) => tab.accessToken()));
    expect(asked.map(({ body }) => JSON.parse(body).refresh_token)).toEqual(["first"]);
    tabs[1].distrustToken();
    await tabs[1].accessToken();
    // Each is spent once: a second use of one would end the session.
    expect(asked.map(({ body }) => JSON.parse(body).refresh_token)).toEqual(["first", "second"]);
    expect(tabs.map((tab) => tab.current().state)).toEqual(["in", "in"]);
  });

  it("is not renewed when the page is opened again", async () => {
    await signedIn();
    const asked = issuesTokens();
    const [before, after] = [await aTab(), await aTab()];
    await before.restore();
    const token = await before.accessToken();
    await after.restore();
    expect(await after.accessToken()).toBe(token);
    expect(asked).toHaveLength(1);
  });

  it("that is about to end is renewed before it is used", async () => {
    await signedIn();
    const asked = issuesTokens(30);
    const tab = await aTab();
    await tab.restore();
    await tab.accessToken();
    await tab.accessToken();
    expect(asked).toHaveLength(2);
  });

  it("that cannot be renewed, as the platform is out of reach, ends nothing", async () => {
    await signedIn();
    isOutOfReach("refresh_tokens");
    const tab = await aTab();
    await tab.restore();
    await expect(tab.accessToken()).rejects.toMatchObject({ code: "offline" });
    expect(tab.current().state).toBe("in");
    expect((await kept())?.refreshToken).toBe("first");
  });

  it("whose session has ended signs out, here and in the other tab", async () => {
    await signedIn();
    refuses("refresh_tokens", { code: "session_ended", status: 401 });
    const tabs = [await aTab(), await aTab()] as const;
    await Promise.all(tabs.map((tab) => tab.restore()));
    await expect(tabs[0].accessToken()).rejects.toMatchObject({ code: "session_ended" });
    expect(tabs[0].current().state).toBe("out");
    await vi.waitFor(() => expect(tabs[1].current().state).toBe("out"));
    expect(await kept()).toBeUndefined();
  });
});

describe("a request", () => {
  it("that was refused for its token is sent again with a new one", async () => {
    await signedIn();
    const renewed = issuesTokens();
    const tab = await aTab();
    await tab.restore();
    await tab.accessToken();
    const refused = refuses("read_me", { code: "unauthenticated", status: 401 });
    const { response } = await tab.api.GET("/v1/me");
    expect(response.status).toBe(401);
    expect(refused).toHaveLength(2);
    expect(renewed).toHaveLength(2);
  });

  it("keeps its idempotency key when it is sent again, and is signed anew", async () => {
    await signedIn();
    issuesTokens();
    const tab = await aTab();
    await tab.restore();
    const refused = refuses("payments_pay", { code: "unauthenticated", status: 401 });
    await tab.api.POST("/v1/payments", {
      body: { to: { handle: "canteen" }, amount: 100, unit: "INR" },
      headers: { "Idempotency-Key": "once" },
    });
    expect(refused).toHaveLength(2);
    const [first, second] = refused.map(({ request }) => request.headers);
    expect(first?.get("Idempotency-Key")).toBe("once");
    expect(second?.get("Idempotency-Key")).toBe("once");
    expect(second?.get("Signature")).not.toBe(first?.get("Signature"));
  });

  it("that was refused for another reason is not sent again", async () => {
    await signedIn();
    issuesTokens();
    const tab = await aTab();
    await tab.restore();
    const refused = refuses("payments_pay", { code: "signature_invalid", status: 401 });
    await tab.api.POST("/v1/payments", {
      body: { to: { handle: "canteen" }, amount: 100, unit: "INR" },
    });
    expect(refused).toHaveLength(1);
  });
});

describe("signing out", () => {
  it("forgets at once, and tells the platform", async () => {
    await signedIn();
    issuesTokens();
    const told = answers("log_out", null);
    const tab = await aTab();
    await tab.restore();
    await tab.accessToken();
    await tab.signOut();
    expect(tab.current().state).toBe("out");
    expect(await kept()).toBeUndefined();
    expect(told[0]?.request.headers.get("Authorization")).toBe("Bearer access");
    expect(await tab.accessToken()).toBeUndefined();
  });

  it("works out of reach too", async () => {
    await signedIn();
    issuesTokens();
    isOutOfReach("log_out");
    const tab = await aTab();
    await tab.restore();
    await tab.accessToken();
    await tab.signOut();
    expect(tab.current().state).toBe("out");
  });
});
