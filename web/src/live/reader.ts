/**
 * The one reader of `/v1/live`: while somebody is signed in and looks, it listens for hints, and says
 * what they are about. It goes on where it stopped; where it cannot listen, it has everything that is
 * shown read anew every now and then instead.
 */
import { api } from "~/api/client";
import { refusedWith } from "~/api/problem";
import { current, subscribe as onSession } from "~/session/session";
import { eventReader, type ServerEvent } from "./events";
import { noteUnreachable } from "./reach";

/** `live`: hints come. `polling`: they do not, and we look by ourselves. `paused`: nobody looks. */
export type Connection = "paused" | "connecting" | "live" | "polling";

export type Heard = {
  /** Something changed; without an id, many of its kind did. */
  readonly hint: (topic: string, id: string | null) => void;
  /** Anything may have changed. */
  readonly reset: () => void;
};

/** Longer than two of the platform's heartbeats: nothing at all came, so nothing will. */
const SILENCE = 40_000;
const POLL = 15_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
/** A connection that held this long was a good one: its end is no reason to wait. */
const GOOD = 5_000;

let connection: Connection = "paused";
const listeners = new Set<() => void>();

export function connectionNow(): Connection {
  return connection;
}

export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: Connection): void {
  if (next === connection) return;
  connection = next;
  for (const listener of listeners) listener();
}

/** Listens until it is told to stop. There is one at a time. */
export function listen(heard: Heard): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  let attempt: AbortController | undefined;
  let wake = () => {};
  let last: string | undefined;
  let person = personNow();

  /** Whoever waits, waits no longer; whoever listens goes on or stops, as it is now. */
  const look = () => {
    if (personNow() !== person) {
      person = personNow();
      last = undefined;
      attempt?.abort();
    }
    if (!wanted()) attempt?.abort();
    wake();
  };
  const offSession = onSession(look);
  document.addEventListener("visibilitychange", look, { signal });
  for (const event of ["online", "pageshow"]) addEventListener(event, look, { signal });
  addEventListener("pagehide", () => attempt?.abort(), { signal });

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const take = (event: ServerEvent) => {
    if (event.id !== undefined) last = event.id;
    if (event.kind === "reset") heard.reset();
    if (event.kind !== "hint") return;
    const { topic, id } = JSON.parse(event.data) as { topic: string; id: string | null };
    heard.hint(topic, id);
  };

  void (async () => {
    let failures = 0;
    let polled = Date.now();
    while (!signal.aborted) {
      if (!wanted()) {
        become("paused");
        await pause(2 ** 31 - 1);
        failures = 0;
        continue;
      }
      if (connection === "paused") become("connecting");
      attempt = new AbortController();
      const begun = Date.now();
      const outcome = await once(last, attempt, take);
      if (signal.aborted || !wanted()) continue;
      if (outcome.ended && Date.now() - begun > GOOD) failures = 0;
      else failures += 1;
      if (failures === 0) {
        await pause(Math.random() * 500);
        continue;
      }
      become("polling");
      if (Date.now() - polled >= POLL) {
        polled = Date.now();
        heard.reset();
      }
      const grown = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
      const asked = Math.max(grown, outcome.pause);
      // Jitter: whoever was cut off together should not come back together.
      await pause(Math.min(POLL, asked * (0.5 + Math.random() / 2)));
    }
    become("paused");
  })();

  return () => {
    offSession();
    stopped.abort();
    attempt?.abort();
    wake();
  };
}

function personNow(): string | undefined {
  const session = current();
  return session.state === "in" ? session.kept.person : undefined;
}

function wanted(): boolean {
  return personNow() !== undefined && document.visibilityState === "visible" && navigator.onLine;
}

type Outcome = { readonly ended: boolean; readonly pause: number };

/** One connection, from its beginning to its end, whichever it comes to. Raises nothing. */
async function once(
  last: string | undefined,
  attempt: AbortController,
  take: (event: ServerEvent) => void,
): Promise<Outcome> {
  let watchdog = setTimeout(() => attempt.abort(), SILENCE);
  try {
    const { data, response } = await api.GET("/v1/live", {
      parseAs: "stream",
      signal: attempt.signal,
      cache: "no-store",
      headers: {
        Accept: "text/event-stream",
        ...(last === undefined ? {} : { "Last-Event-ID": last }),
      },
    });
    if (!response.ok || !data) {
      return { ended: false, pause: Number(response.headers.get("Retry-After") ?? 0) * 1000 };
    }
    become("live");
    const read = eventReader();
    const pieces = (data as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(
      new TextDecoderStream(),
    );
    for await (const piece of piecesOf(pieces)) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => attempt.abort(), SILENCE);
      for (const event of read(piece)) take(event);
    }
    return { ended: true, pause: 0 };
  } catch (error) {
    if (!attempt.signal.aborted && refusedWith(error, "offline")) noteUnreachable();
    // The network, the session, or ourselves who let go: whichever it was, we come again.
    return { ended: connection === "live", pause: 0 };
  } finally {
    clearTimeout(watchdog);
  }
}

/** Safari has no asynchronous iteration over streams. */
async function* piecesOf(stream: ReadableStream<string>): AsyncGenerator<string> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}
