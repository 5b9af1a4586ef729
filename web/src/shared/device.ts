/**
 * What this device remembers for whoever is signed in, and the platform does not know: how their card
 * is painted, whom they paid by which address, and a payment whose outcome was never heard.
 */
import { queryOptions } from "@tanstack/react-query";
import { type DBSchema, openDB } from "idb";
import { current } from "~/session/session";
import type { Art } from "./art/art";
import type { Payee, Unsettled } from "./draft";

/** What is kept, each by the person whose it is. */
interface Device extends DBSchema {
  art: { key: string; value: Art };
  payees: { key: string; value: Payee[] };
  unsettled: { key: string; value: Unsettled };
}
type Place = "art" | "payees" | "unsettled";
type Kept<P extends Place> = Device[P]["value"];

const open = once(() =>
  openDB<Device>("tuppence-device", 1, {
    upgrade: (db) => {
      for (const place of ["art", "payees", "unsettled"] as const) db.createObjectStore(place);
    },
  }),
);

function person(): string | undefined {
  const session = current();
  return session.state === "in" ? session.kept.person : undefined;
}

export async function remembered<P extends Place>(place: P): Promise<Kept<P> | undefined> {
  const whose = person();
  return whose === undefined ? undefined : (await open()).get(place, whose);
}

/** Remembers it in the place of what was there. Without a value: forgets. */
export async function remember<P extends Place>(place: P, value?: Kept<P>): Promise<void> {
  const whose = person();
  if (whose === undefined) return;
  const db = await open();
  if (value === undefined) await db.delete(place, whose);
  else await db.put(place, value, whose);
}

function query<P extends Place>(place: P) {
  return queryOptions({
    queryKey: ["device", place],
    queryFn: async () => (await remembered(place)) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export const artQuery = query("art");
export const payeesQuery = query("payees");
export const unsettledQuery = query("unsettled");

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
