/**
 * The typed client of the platform, made from docs/openapi.yaml. Every request carries the session's
 * token, and whatever changes something carries the device's signature and an idempotency key.
 */
import createClient from "openapi-fetch";
import { accessToken, current, distrustToken } from "~/session/session";
import { learn, now } from "./clock";
import { OFFLINE, problemOf, Refused } from "./problem";
import type { components, paths } from "./schema";
import { serverOrigin } from "./server";
import { signatureHeaders } from "./signing";

export type Schemas = components["schemas"];

/** Sees each exchange: the builders' log of calls is one. */
export type Watcher = (request: Request, body: string, answer: Promise<Response>) => void;

const watchers = new Set<Watcher>();

export function watch(watcher: Watcher): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

async function send(request: Request): Promise<Response> {
  const body = request.method === "GET" ? "" : await request.clone().text();
  const answer = await once(request, body);
  if (answer.status !== 401) return answer;
  const { code } = await problemOf(answer.clone());
  if (code === "unauthenticated") distrustToken();
  else if (code !== "signature_invalid" || !learn(answer)) return answer;
  return once(request, body);
}

async function once(request: Request, body: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const prepared = new Request(`${serverOrigin()}${pathname}${search}`, {
    method: request.method,
    headers: await headersOf(request, body),
    body: body === "" ? null : body,
    signal: request.signal,
  });
  const answer = fetch(prepared);
  for (const watcher of watchers) watcher(prepared, body, answer);
  return answer.catch(() => {
    throw new Refused(OFFLINE);
  });
}

async function headersOf(request: Request, body: string): Promise<Headers> {
  const headers = new Headers(request.headers);
  const token = await accessToken();
  const session = current();
  if (token === undefined || session.state !== "in") return headers;
  headers.set("Authorization", `Bearer ${token}`);
  if (request.method === "GET") return headers;
  const signed = await signatureHeaders(
    { device: session.kept.device, key: session.kept.key.privateKey },
    {
      method: request.method,
      path: new URL(request.url).pathname,
      body: new TextEncoder().encode(body),
      idempotencyKey: headers.get("Idempotency-Key") ?? crypto.randomUUID(),
      created: Math.floor(now() / 1000),
    },
  );
  for (const [name, value] of Object.entries(signed)) headers.set(name, value);
  return headers;
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });

/** The document of an answer. Raises `Refused` with what the platform says against it. */
export async function answered<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  if (typeof error === "object" && error !== null && "code" in error) {
    throw new Refused(error as Refused["problem"]);
  }
  throw new Refused(await problemOf(response));
}

/** The header under which asking again is the same request, once. */
export function under(key: string): { headers: { "Idempotency-Key": string } } {
  return { headers: { "Idempotency-Key": key } };
}
