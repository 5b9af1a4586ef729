/**
 * Who is signed in here. One session a device: it is opened by a code, kept in the vault, and renewed
 * by its refresh token, of which each works once; so renewing is done in one tab at a time.
 */

import { OFFLINE, problemOf, Refused } from "~/api/problem";
import type { components } from "~/api/schema";
import { serverOrigin } from "~/api/server";
import { type Access, forget, type Kept, keep, kept, newDeviceKey } from "./vault";

type Tokens = components["schemas"]["Tokens"];

export type Session =
  | { readonly state: "unknown" }
  | { readonly state: "out" }
  | { readonly state: "in"; readonly kept: Kept };

/** Seconds before its end at which an access token is renewed. */
const EARLY = 60;
const LOCK = "tuppence-session";
const channel = new BroadcastChannel("tuppence-session");

let session: Session = { state: "unknown" };
let access: Access | undefined;
let distrusted: string | undefined;
const listeners = new Set<() => void>();

export function current(): Session {
  return session;
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Looks into the vault; to be called once, before anything is shown. */
export async function restore(): Promise<void> {
  const found = await kept();
  access = found?.access;
  become(found === undefined ? { state: "out" } : { state: "in", kept: found });
}

/** Opens a session with the code that was sent. Raises `Refused`. */
export async function signIn(asked: {
  challenge: string;
  code: string;
  device: string;
}): Promise<Tokens> {
  const key = await newDeviceKey();
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", key.publicKey);
  const tokens = await post("/v1/auth/sessions", {
    challenge: asked.challenge,
    code: asked.code,
    device: { name: asked.device, public_key: { kty, crv, x, y } },
  });
  await accept(tokens, key);
  return tokens;
}

/** A token for the next request, renewed first if it is about to end. Raises `Refused`. */
export async function accessToken(): Promise<string | undefined> {
  if (session.state !== "in") return undefined;
  if (lasts(access)) return access.token;
  return navigator.locks.request(LOCK, async () => {
    if (lasts(access)) return access.token;
    // Another tab may have spent the refresh token that this one remembers.
    const now = await kept();
    if (now === undefined) {
      become({ state: "out" });
      return undefined;
    }
    if (lasts(now.access)) {
      access = now.access;
      return access.token;
    }
    try {
      const tokens = await post("/v1/auth/tokens", { refresh_token: now.refreshToken });
      await accept(tokens, now.key);
      return tokens.access_token;
    } catch (error) {
      if (error instanceof Refused && error.problem.status === 401) await out();
      throw error;
    }
  });
}

/** Has the next request renew the token: this one was refused, though its time is not over. */
export function distrustToken(): void {
  distrusted = access?.token;
  access = undefined;
}

function lasts(one: Access | undefined): one is Access {
  return one !== undefined && Date.now() < one.until && one.token !== distrusted;
}

/** Leaves: here at once, and at the platform if it can be reached. */
export async function signOut(): Promise<void> {
  const token = access?.token;
  await out();
  if (token !== undefined) {
    const headers = { Authorization: `Bearer ${token}` };
    const address = `${serverOrigin()}/v1/auth/sessions/current`;
    await fetch(address, { method: "DELETE", headers }).catch(() => undefined);
  }
}

async function accept(tokens: Tokens, key: CryptoKeyPair): Promise<void> {
  access = {
    token: tokens.access_token,
    until: Date.now() + (tokens.expires_in - EARLY) * 1000,
  };
  const now: Kept = {
    device: tokens.device,
    person: tokens.person.id,
    refreshToken: tokens.refresh_token,
    access,
    key,
  };
  await keep(now);
  become({ state: "in", kept: now });
}

async function out(): Promise<void> {
  access = undefined;
  await forget();
  become({ state: "out" });
  channel.postMessage("out");
}

channel.onmessage = () => {
  access = undefined;
  become({ state: "out" });
};

function become(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

async function post(path: string, body: object): Promise<Tokens> {
  const headers = { "Content-Type": "application/json" };
  const address = `${serverOrigin()}${path}`;
  const request = { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(address, request).catch(() => {
    throw new Refused(OFFLINE);
  });
  if (!answer.ok) throw new Refused(await problemOf(answer));
  return (await answer.json()) as Tokens;
}
