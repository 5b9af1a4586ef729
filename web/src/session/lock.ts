/**
 * What keeps eyes off the app: a cover over it while nobody looks (so that a list of open apps shows a
 * picture of nothing), and a lock once nobody has touched it for a while, also across tabs and starts.
 */

const IDLE = 5 * 60_000;
const LOOK = 10_000;
/** When somebody last touched the app, in milliseconds since 1970: no secret. */
const TOUCHED = "tuppence-touched";
const OFTEN_ENOUGH = 5_000;

let locked = false;
let noted = 0;
const listeners = new Set<() => void>();

function become(next: boolean): void {
  if (next === locked) return;
  locked = next;
  for (const listener of listeners) listener();
}

export function isLocked(): boolean {
  return locked;
}

export function onLock(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function touch(): void {
  if (locked || Date.now() - noted < OFTEN_ENOUGH) return;
  noted = Date.now();
  localStorage.setItem(TOUCHED, String(noted));
}

function lockWhereIdle(): void {
  const last = Number(localStorage.getItem(TOUCHED) ?? 0);
  if (last > 0 && Date.now() - last >= IDLE) become(true);
}

/** Whoever is here may look again: they gave the PIN, or have just signed in or out. */
export function unlock(): void {
  become(false);
  noted = 0;
  touch();
}

function cover(): void {
  document.documentElement.dataset["covered"] = "";
}

function uncover(): void {
  // After the frame in which a lock would have been drawn.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.visibilityState === "visible")
        delete document.documentElement.dataset["covered"];
    }),
  );
}

function look(): void {
  if (document.visibilityState === "hidden") {
    cover();
  } else {
    lockWhereIdle();
    uncover();
  }
}

/** To be called once, before anything is shown. */
export function startLock(): void {
  lockWhereIdle();
  touch();
  for (const event of ["pointerdown", "keydown"]) {
    addEventListener(event, touch, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", cover);
  addEventListener("pageshow", look);
  setInterval(lockWhereIdle, LOOK);
}
