/**
 * Passkeys: made and used by the browser, for pages that the platform names, and nowhere else. A page
 * at an address of digits has none, and neither has one at another host than they belong to.
 */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { answered, api, type Schemas } from "~/api/client";
import { Refused } from "~/api/problem";
import { deviceName } from "./deviceName";

/** The parts that we pass on of what a browser writes a credential as, which TypeScript does not know. */
type InJson<Part extends string> = {
  readonly rawId: string;
  readonly response: Readonly<Record<Part, string>> & { readonly userHandle?: string };
};

export type Passkey = Schemas["Passkey"];

export const passkeysQuery = queryOptions({
  queryKey: ["passkeys"],
  queryFn: (): Promise<Schemas["Passkeys"]> => answered(api.GET("/v1/me/passkeys")),
  staleTime: 5 * 60_000,
});

const sensorQuery = queryOptions({
  queryKey: ["device", "sensor"],
  queryFn: (): Promise<boolean> =>
    PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable(),
  enabled: spoken(),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Whether this browser knows passkeys, and writes them in JSON by itself. */
function spoken(): boolean {
  return (
    "PublicKeyCredential" in globalThis && "parseCreationOptionsFromJSON" in PublicKeyCredential
  );
}

/** `here`: whether this page may make and use passkeys. `elsewhere`: the pages that may, if it may not. */
export function usePasskeys(): {
  readonly here: boolean;
  readonly elsewhere: readonly string[];
  readonly items: readonly Passkey[];
} {
  const { data } = useQuery(passkeysQuery);
  const origins = data?.origins ?? [];
  const here = spoken() && origins.includes(location.origin);
  return { here, elsewhere: here ? [] : origins, items: data?.items ?? [] };
}

/** Whether to offer a first one: this device looks at fingers or faces, and there is none yet. */
export function useOffer(): boolean {
  const { here, items } = usePasskeys();
  const { data: sensor = false } = useQuery(sensorQuery);
  return here && sensor && items.length === 0;
}

/** Has the browser make one, and adds it. Wants a PIN that was given just now. */
export async function addPasskey(): Promise<Passkey> {
  const asked = await answered(api.POST("/v1/me/passkeys/options"));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    asked.public_key as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const made = await shown(() => navigator.credentials.create({ publicKey }));
  const { rawId, response } = made.toJSON() as InJson<"clientDataJSON" | "attestationObject">;
  const body = {
    name: deviceName(),
    credential_id: rawId,
    client_data: response.clientDataJSON,
    attestation_object: response.attestationObject,
  };
  return answered(api.POST("/v1/me/passkeys", { body }));
}

export async function removePasskey(passkey: string): Promise<void> {
  await answered(api.DELETE("/v1/me/passkeys/{passkey}", { params: { path: { passkey } } }));
}

/** Has the browser use one, in place of the PIN. */
export async function stepUpByPasskey(): Promise<Schemas["Grant"]> {
  const asked = await answered(api.POST("/v1/me/step-up/passkey/options"));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    asked.public_key as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const used = await shown(() => navigator.credentials.get({ publicKey }));
  const { rawId, response } = used.toJSON() as InJson<
    "clientDataJSON" | "authenticatorData" | "signature"
  >;
  const body = {
    credential_id: rawId,
    client_data: response.clientDataJSON,
    authenticator_data: response.authenticatorData,
    signature: response.signature,
    ...(response.userHandle ? { user_handle: response.userHandle } : {}),
  };
  return answered(api.POST("/v1/me/step-up/passkey", { body }));
}

/**
 * What the browser made of it. It says the same of whoever thought better of it, had the wrong finger
 * or waited too long, and so do we: `passkey_called_off`. One that there is already is told apart.
 */
async function shown(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const given = await ask();
    if (given instanceof PublicKeyCredential) return given;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === "InvalidStateError") throw refused("passkey_known");
  }
  throw refused("passkey_called_off");
}

function refused(code: string): Refused {
  return new Refused({ code, status: 409, title: code, detail: "the browser gave no passkey" });
}
