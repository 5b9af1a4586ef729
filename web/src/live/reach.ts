/** Whether the platform can be reached, by what came of asking it, and as the browser says. */
import { watch } from "~/api/client";

let reachable = navigator.onLine;
const listeners = new Set<() => void>();

function become(next: boolean): void {
  if (next === reachable) return;
  reachable = next;
  for (const listener of listeners) listener();
}

watch((request, _body, answer) => {
  answer.then(
    () => become(true),
    () => {
      if (!request.signal.aborted) become(false);
    },
  );
});
addEventListener("offline", () => become(false));
addEventListener("online", () => become(true));

/** For whoever was not let ask at all, as no token could be had. */
export function noteUnreachable(): void {
  become(false);
}

export function isReachable(): boolean {
  return reachable;
}

export function onReach(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
