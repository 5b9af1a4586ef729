import { describe, expect, it } from "vitest";
import vector from "../../tests/signing.json";
import { signatureHeaders } from "./signing";

/** tests/signing.json is a request that this code signed; the platform's own tests verify it too. */
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const bytes = (text: string) => new TextEncoder().encode(text);

async function sign(body = vector.body) {
  const key = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const headers = await signatureHeaders(
    { device: vector.device, key: key.privateKey },
    {
      method: vector.method,
      path: vector.path,
      body: bytes(body),
      idempotencyKey: vector.headers["Idempotency-Key"],
      created: vector.created,
    },
  );
  return { headers, key: key.publicKey };
}

/** Whether the signature is that of this very text, which docs/identity.md gives. */
async function isOf(headers: Record<string, string>, key: CryptoKey): Promise<boolean> {
  const base = [
    '"@method": POST',
    '"@path": /v1/payments',
    `"content-digest": ${headers["Content-Digest"]}`,
    '"idempotency-key": lunch-1',
    `"@signature-params": ("@method" "@path" "content-digest" "idempotency-key");created=1795860000;keyid="${vector.device}"`,
  ].join("\n");
  const [, signature] = /^sig1=:([A-Za-z0-9+/]{86}==):$/.exec(headers["Signature"] ?? "") ?? [];
  return crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    key,
    Uint8Array.from(atob(signature ?? ""), (letter) => letter.charCodeAt(0)),
    bytes(base),
  );
}

describe("a signature", () => {
  it("says what it covers just as the platform wants it", async () => {
    const { headers } = await sign();
    const { Signature: _, ...said } = headers;
    const { Signature: __, ...wanted } = vector.headers;
    expect(said).toEqual(wanted);
  });

  it("is of method, path, body and idempotency key, by the device's key", async () => {
    const { headers, key } = await sign();
    expect(await isOf(headers, key)).toBe(true);
  });

  it("of the vector holds by these rules", async () => {
    const jwk = vector.public_key;
    const key = await crypto.subtle.importKey("jwk", jwk, ALGORITHM, true, ["verify"]);
    expect(await isOf(vector.headers, key)).toBe(true);
  });

  it("of another body is another", async () => {
    const { headers } = await sign("{}");
    expect(headers["Content-Digest"]).not.toBe(vector.headers["Content-Digest"]);
  });
});
