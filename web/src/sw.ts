/**
 * The service worker. It has the app's own files, so that the app opens offline; it shows pushes; and it
 * never touches what the platform answers: no request to /v1 goes through it, none is kept or queued.
 */
import { screenOf } from "./push/screens";

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: readonly { readonly url: string; readonly revision: string | null }[];
};

// Each once: a cache takes none twice in one go.
const FILES = [...new Map(self.__WB_MANIFEST.map((file) => [file.url, file])).values()];
/** A version of the app is the sum of its files. */
const VERSION = FILES.map(({ url, revision }) => revision ?? url).join();
const PAGE = "/";
/** What is not the app's, though a browser may go there. */
const ELSEWHERE = /^\/(v1|admin|static|dev|problems|healthz|livez|readyz|metrics|vendors)(\/|$)/;

async function cacheName(): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(VERSION));
  const short = [...new Uint8Array(digest).slice(0, 8)].map((byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  return `app-${short.join("")}`;
}

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(await cacheName());
      // The page by its own address, not as a file: the policy that binds it comes with it there.
      const page = await fetch(
        new Request(PAGE, { headers: { Accept: "text/html" }, cache: "reload" }),
      );
      if (!page.ok || !page.headers.has("Content-Security-Policy")) {
        throw new Error(`the page answered ${page.status}`);
      }
      await cache.put(PAGE, page);
      await cache.addAll(
        FILES.filter(({ url }) => url !== "index.html").map(
          // Files that are named by what is in them never change; the others are asked for anew.
          ({ url, revision }) => new Request(`/${url}`, { cache: revision ? "reload" : "default" }),
        ),
      );
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const mine = await cacheName();
      const old = (await caches.keys()).filter((name) => name.startsWith("app-") && name !== mine);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (ELSEWHERE.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(fromCache(PAGE, request));
  else if (KNOWN.has(pathname)) event.respondWith(fromCache(pathname, request));
});

const KNOWN = new Set(FILES.map(({ url }) => `/${url}`));

/** This version's own file; from the network where the cache was taken away. */
async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(await cacheName());
  return (await cache.match(path)) ?? fetch(request);
}

const WORDS = {
  en: {
    waits: "Something waits for you",
    news: "There is news for you",
    body: "Open Tuppence to see it.",
  },
  hi: {
    waits: "कुछ आपका इंतज़ार कर रहा है",
    news: "आपके लिए कुछ नया है",
    body: "देखने के लिए Tuppence खोलें।",
  },
} as const;

type Said = { kind?: unknown; topic?: unknown; id?: unknown; language?: unknown };

function saidBy(event: PushEvent): Said {
  try {
    return (event.data?.json() ?? {}) as Said;
  } catch {
    return {};
  }
}

self.addEventListener("push", (event) => {
  // A browser wants every push to be seen, also one that we cannot read.
  const said = saidBy(event);
  const words = WORDS[said.language === "hi" ? "hi" : "en"];
  const topic = String(said.topic ?? "");
  const id = String(said.id ?? "");
  event.waitUntil(
    self.registration.showNotification(said.kind === "waits" ? words.waits : words.news, {
      body: words.body,
      icon: "/icon-192.png",
      badge: "/badge-96.png",
      tag: `${topic}/${id}`,
      data: screenOf(topic, id),
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path: unknown = event.notification.data;
  event.waitUntil(show(typeof path === "string" ? path : "/"));
});

/** In the tab that is open, if there is one. */
async function show(path: string): Promise<void> {
  const [open] = await self.clients.matchAll({ type: "window", includeUncontrolled: false });
  if (open === undefined) {
    await self.clients.openWindow(path);
    return;
  }
  open.postMessage({ go: path });
  await open.focus();
}
