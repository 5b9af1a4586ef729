import { describe, expect, it } from "vitest";
import { redactedBody, redactedHeaders } from "./redact";

describe("What is kept of a call", () => {
  it("opens nothing", () => {
    const headers = new Headers({
      Authorization: "Bearer eyJ",
      Signature: "sig1=:x:",
      Accept: "*/*",
    });
    expect(redactedHeaders(headers)).toEqual([
      { name: "accept", value: "*/*" },
      { name: "authorization", value: "[redacted]" },
      { name: "signature", value: "[redacted]" },
    ]);
    const body = {
      refresh_token: "r",
      code: "123456",
      pin: "7395",
      current_pin: "7395",
      challenge: "chl_1",
      device: { name: "Phone", public_key: { x: "x" } },
    };
    expect(redactedBody(JSON.stringify(body))).not.toMatch(/123456|7395|chl_1|"r"|"x"|Phone/);
  });

  it("says nothing of who somebody is", () => {
    const body = { items: [{ person: { name: "Meera Rao" }, phone: "+91", birth_date: "2011" }] };
    expect(redactedBody(JSON.stringify(body))).not.toMatch(/Meera|\+91|2011/);
  });

  it("still tells what it was about", () => {
    const body = { code: "insufficient_funds", amount: 100, name: null, pin_set: true };
    expect(JSON.parse(redactedBody(JSON.stringify(body)))).toEqual(body);
  });

  it("is nothing of what is no document", () => {
    expect(redactedBody("a password")).toBe("[redacted]");
    expect(redactedBody("")).toBe("");
  });
});
