/**
 * What the app keeps on the device, in IndexedDB: the device's key, which cannot be exported, and
 * the refresh token, sealed by another key that cannot be exported either. The access token is in
 * memory alone. Nothing of this is ever in localStorage, where any script could read it.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** Who is signed in on this device, and as which device. */
export type Kept = {
  readonly device: string;
  readonly person: string;
  readonly refreshToken: string;
  readonly key: CryptoKeyPair;
};

type Row = Omit<Kept, "refreshToken"> & {
  readonly sealer: CryptoKey;
  readonly sealed: ArrayBuffer;
  readonly nonce: Uint8Array<ArrayBuffer>;
};

interface Vault extends DBSchema {
  session: { key: "current"; value: Row };
}

let opened: Promise<IDBPDatabase<Vault>> | undefined;

function open(): Promise<IDBPDatabase<Vault>> {
  opened ??= openDB<Vault>("tuppence", 1, {
    upgrade: (db) => {
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
  const { refreshToken, ...rest } = kept;
  const sealer = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce },
    sealer,
    new TextEncoder().encode(refreshToken),
  );
  await (await open()).put("session", { ...rest, sealer, sealed, nonce }, "current");
}

/** What was kept, or undefined on a device where nobody is signed in. */
export async function kept(): Promise<Kept | undefined> {
  const row = await (await open()).get("session", "current");
  if (row === undefined) return undefined;
  const { sealer, sealed, nonce, ...rest } = row;
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, sealer, sealed);
  return { ...rest, refreshToken: new TextDecoder().decode(plain) };
}

export async function forget(): Promise<void> {
  await (await open()).delete("session", "current");
}
