/**
 * What the app keeps on the device, in IndexedDB: the device's key, which cannot be exported, and
 * the tokens, sealed by another key that cannot be exported either. The access token is among them
 * as a page that is opened again would else have to renew it, and one that is left meanwhile would
 * lose the answer, of which there is no second. Nothing of this is ever in localStorage, where any
 * script could read it.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** What a request is let in with, and when (in milliseconds) it is to be renewed. */
export type Access = { readonly token: string; readonly until: number };

type Tokens = { readonly refreshToken: string; readonly access?: Access };

/** Who is signed in on this device, and as which device. */
export type Kept = Tokens & {
  readonly device: string;
  readonly person: string;
  readonly key: CryptoKeyPair;
};

type Row = Omit<Kept, keyof Tokens> & {
  readonly sealer: CryptoKey;
  readonly sealed: ArrayBuffer;
  readonly nonce: Uint8Array<ArrayBuffer>;
};

interface Vault extends DBSchema {
  session: { key: "current"; value: Row };
}

let opened: Promise<IDBPDatabase<Vault>> | undefined;

function open(): Promise<IDBPDatabase<Vault>> {
  opened ??= openDB<Vault>("tuppence", 2, {
    upgrade: (db) => {
      if (db.objectStoreNames.contains("session")) db.deleteObjectStore("session");
      db.createObjectStore("session");
    },
  });
  return opened;
}

/** A new P-256 key for this device; its private half stays in the browser. */
export function newDeviceKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
}

export async function keep(kept: Kept): Promise<void> {
  const { refreshToken, access, ...rest } = kept;
  const tokens: Tokens = access === undefined ? { refreshToken } : { refreshToken, access };
  const sealer = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce },
    sealer,
    new TextEncoder().encode(JSON.stringify(tokens)),
  );
  await (await open()).put("session", { ...rest, sealer, sealed, nonce }, "current");
}

/** What was kept, or undefined on a device where nobody is signed in. */
export async function kept(): Promise<Kept | undefined> {
  const row = await (await open()).get("session", "current");
  if (row === undefined) return undefined;
  const { sealer, sealed, nonce, ...rest } = row;
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, sealer, sealed);
  return { ...rest, ...(JSON.parse(new TextDecoder().decode(plain)) as Tokens) };
}

export async function forget(): Promise<void> {
  await (await open()).delete("session", "current");
}
