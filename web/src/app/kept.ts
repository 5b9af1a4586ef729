/**
 * What was last read, kept on the device so that it can be looked at offline: the answers of queries,
 * sealed by a key that cannot be exported, one person's, for a week. Gone with the session.
 */
import { dehydrate, hydrate, type QueryClient } from "@tanstack/react-query";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { OWN } from "~/live/topics";

type Row = {
  readonly person: string;
  readonly at: number;
  readonly sealer: CryptoKey;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
};

interface Kept extends DBSchema {
  kept: { key: "last"; value: Row };
}

/** Another form of answers is not read by a newer app: to be raised with each. */
const FORM = "1";
const LONGEST = 7 * 24 * 3600_000;
const MOST_BYTES = 1_000_000;
/** Milliseconds after a change in which further ones are kept together with it. */
const TOGETHER = 1_500;

let opened: Promise<IDBPDatabase<Kept>> | undefined;

function open(): Promise<IDBPDatabase<Kept>> {
  opened ??= openDB<Kept>(`tuppence-kept-${FORM}`, 1, {
    upgrade: (db) => {
      db.createObjectStore("kept");
    },
  });
  return opened;
}

/** Puts back what this person last saw, before anything is shown. */
export async function restoreKept(client: QueryClient, person: string): Promise<void> {
  try {
    const row = await (await open()).get("kept", "last");
    if (row === undefined) return;
    if (row.person !== person || Date.now() - row.at > LONGEST) return await forgetKept();
    const { sealer, nonce, sealed } = row;
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, sealer, sealed);
    hydrate(client, JSON.parse(new TextDecoder().decode(plain)));
  } catch {
    await forgetKept(); // what cannot be read is not worth keeping
  }
}

/** Keeps what is read from now on; gives what ends that. */
export function keepWhatIsRead(client: QueryClient, person: () => string | undefined): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const off = client.getQueryCache().subscribe(({ type }) => {
    if (type !== "updated" || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      const whose = person();
      if (whose !== undefined) void keep(client, whose, () => person() === whose);
    }, TOGETHER);
  });
  return () => {
    off();
    clearTimeout(timer);
  };
}

async function keep(client: QueryClient, person: string, still: () => boolean): Promise<void> {
  const state = dehydrate(client, {
    shouldDehydrateMutation: () => false,
    shouldDehydrateQuery: ({ queryKey: [word], state: { status, data } }) =>
      status === "success" &&
      data !== undefined &&
      typeof word === "string" &&
      !OWN.includes(word) &&
      !word.startsWith("demo-"),
  });
  const plain = new TextEncoder().encode(JSON.stringify(state));
  if (plain.length > MOST_BYTES) return;
  const sealer = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, sealer, plain);
  if (!still()) return; // signed out meanwhile
  const row = { person, at: Date.now(), sealer, nonce, sealed };
  await (await open()).put("kept", row, "last");
  if (!still()) await forgetKept();
}

export async function forgetKept(): Promise<void> {
  try {
    await (await open()).clear("kept");
  } catch {
    // There is no such store, or none can be had: nothing is kept.
  }
}
