/** What the app asked the platform and was answered, in memory alone and without what is secret. */
import { type Watcher, watch } from "~/api/client";
import { redactedBody, redactedHeaders } from "./redact";

export type Call = {
  readonly id: number;
  readonly method: string;
  readonly url: string;
  readonly began: number;
  readonly requestHeaders: readonly Header[];
  readonly requestBody: string;
  /** Milliseconds until its answer had begun to arrive; undefined while it is under way. */
  readonly took?: number;
  /** Zero where no answer came. */
  readonly status?: number;
  readonly statusText?: string;
  readonly answerHeaders?: readonly Header[];
  readonly answerBody?: string;
  readonly answerType?: string;
};
export type Header = { readonly name: string; readonly value: string };

/** More would only be scrolled past, and this lives in the memory of a phone. */
const MOST = 300;
const LONGEST = 100_000;

let calls: readonly Call[] = [];
let number = 0;
let recording = false;
const listeners = new Set<() => void>();

export function record(): void {
  if (recording) return;
  recording = true;
  watch(watcher);
}

export function logged(): readonly Call[] {
  return calls;
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function clear(): void {
  put([]);
}

const watcher: Watcher = (request, body, answer) => {
  number += 1;
  const id = number;
  const begun = performance.now();
  const call: Call = {
    id,
    method: request.method,
    url: request.url,
    began: Date.now(),
    requestHeaders: redactedHeaders(request.headers),
    requestBody: redactedBody(body),
  };
  put([call, ...calls].slice(0, MOST));
  void answer.then(
    async (response) => {
      const took = performance.now() - begun;
      const type = response.headers.get("Content-Type") ?? "";
      // A stream has no end to wait for.
      const text = type.includes("json") ? await response.clone().text() : "";
      change(id, {
        took,
        status: response.status,
        statusText: response.statusText,
        answerHeaders: redactedHeaders(response.headers),
        answerBody: redactedBody(text).slice(0, LONGEST),
        answerType: type,
      });
    },
    () => change(id, { took: performance.now() - begun, status: 0 }),
  );
};

function change(id: number, more: Partial<Call>): void {
  put(calls.map((call) => (call.id === id ? { ...call, ...more } : call)));
}

function put(next: readonly Call[]): void {
  calls = next;
  for (const listener of listeners) listener();
}
