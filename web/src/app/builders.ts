/**
 * The way to the builders' tools: five taps on our mark. A platform in production has no such tools to
 * offer, so that there the taps do nothing at all.
 */
import { BUILDERS, builderServers } from "~/api/server";

const TAPS = 5;
const WITHIN = 3000;
/** That a builder opened the tools on this device: the log then begins with the app. */
const OPENED = "tuppence-builders";

/** Calls `open` after five taps on the mark, if the platform lets builders in. */
export function listenForTaps(open: () => void): void {
  if (!BUILDERS) return;
  let taps: number[] = [];
  document.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target.closest("[data-mark]") : null;
    if (at === null) return;
    const now = Date.now();
    taps = [...taps.filter((tap) => now - tap < WITHIN), now];
    if (taps.length < TAPS) return;
    taps = [];
    void builderServers().then((servers) => servers && open());
  });
}

/** Begins to log calls, if a builder had the tools open on this device before. */
export async function resumeLog(): Promise<void> {
  if (!BUILDERS || localStorage.getItem(OPENED) === null) return;
  if ((await builderServers()) === undefined) {
    localStorage.removeItem(OPENED);
    return;
  }
  await startLog();
}

/** Whether the tools may be shown; from then on calls are logged. */
export async function admitBuilder(): Promise<boolean> {
  if ((await builderServers()) === undefined) return false;
  localStorage.setItem(OPENED, "yes");
  await startLog();
  return true;
}

async function startLog(): Promise<void> {
  if (!BUILDERS) return;
  const { record } = await import("~/features/builders/log");
  record();
}
