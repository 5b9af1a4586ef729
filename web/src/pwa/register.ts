/** The service worker: registered under the one policy that may name a script, and its newer versions. */

const ADDRESS = "/sw.js";

type Policies = {
  createPolicy: (
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ) => { createScriptURL: (address: string) => string };
};

/** What Trusted Types want in the place of the address, where the browser has them. */
function trusted(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  if (trustedTypes === undefined) return ADDRESS;
  const policy = trustedTypes.createPolicy("tuppence", {
    createScriptURL: (address) => {
      if (address !== ADDRESS) throw new TypeError(`${address} is no script of ours`);
      return address;
    },
  });
  return policy.createScriptURL(ADDRESS);
}

let waiting: ServiceWorker | undefined;
const listeners = new Set<() => void>();

/** Whether a newer version of the app is here, and takes over when it is told to. */
export function newVersion(): boolean {
  return waiting !== undefined;
}

export function onNewVersion(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function offer(worker: ServiceWorker | null): void {
  // The first one replaces nobody.
  if (worker === null || navigator.serviceWorker.controller === null) return;
  waiting = worker;
  for (const listener of listeners) listener();
}

/** The newer version takes over, in every tab; each is loaded anew. */
export function takeOver(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
    once: true,
  });
  waiting?.postMessage("take over");
}

/** How often a tab that stays open asks for a newer version, in milliseconds. */
const LOOK = 60 * 60_000;

/** Registers it; ``go`` is told which screen a notification leads to. */
export async function startServiceWorker(go: (path: string) => void): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "object" && data !== null && "go" in data && typeof data.go === "string") {
      go(data.go);
    }
  });
  const registration = await navigator.serviceWorker
    .register(trusted(), { scope: "/" })
    .catch(() => undefined);
  // A private window may refuse: the app works without it, but not offline.
  if (registration === undefined) return;
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed") offer(installing);
    });
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK);
}
