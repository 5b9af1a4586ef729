import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { type Connection, connectionNow, listen, onConnection } from "./reader";
import { keysOf, OWN } from "./topics";

/** Milliseconds in which what is told together is read together. */
const TOGETHER = 40;

/** Keeps what is shown as it is at the platform, while somebody looks. To be used once, in the shell. */
export function useLive(): void {
  const client = useQueryClient();
  useEffect(() => {
    let waiting: Set<string> | "all" | undefined;
    const later = (words: readonly string[] | undefined) => {
      if (waiting === undefined) {
        setTimeout(() => {
          const found = waiting;
          waiting = undefined;
          if (found !== undefined) void readAnew(client, found);
        }, TOGETHER);
      }
      if (words === undefined || waiting === "all") waiting = "all";
      else waiting = new Set([...(waiting ?? []), ...words]);
    };
    return listen({ hint: (topic) => later(keysOf(topic)), reset: () => later(undefined) });
  }, [client]);
}

function readAnew(client: QueryClient, words: Set<string> | "all"): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [word] }) =>
      typeof word === "string" && (words === "all" ? !OWN.includes(word) : words.has(word)),
  });
}

export function useConnection(): Connection {
  return useSyncExternalStore(onConnection, connectionNow);
}
