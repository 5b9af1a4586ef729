/** The device's signature over a request: RFC 9421 with RFC 9530's digest, as docs/identity.md has it. */

export type Signer = { readonly device: string; readonly key: CryptoKey };

export type ToSign = {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly idempotencyKey: string;
  /** Seconds since 1970, by this device's clock. */
  readonly created: number;
};

const COVERED = '("@method" "@path" "content-digest" "idempotency-key")';

export async function signatureHeaders(
  signer: Signer,
  request: ToSign,
): Promise<Record<string, string>> {
  const digest = `sha-256=:${base64(await crypto.subtle.digest("SHA-256", request.body))}:`;
  const parameters = `${COVERED};created=${request.created};keyid="${signer.device}"`;
  const base = [
    `"@method": ${request.method}`,
    `"@path": ${request.path}`,
    `"content-digest": ${digest}`,
    `"idempotency-key": ${request.idempotencyKey}`,
    `"@signature-params": ${parameters}`,
  ].join("\n");
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    signer.key,
    new TextEncoder().encode(base),
  );
  return {
    "Content-Digest": digest,
    "Idempotency-Key": request.idempotencyKey,
    "Signature-Input": `sig1=${parameters}`,
    Signature: `sig1=:${base64(signature)}:`,
  };
}

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
