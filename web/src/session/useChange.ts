import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { Refused } from "~/api/problem";
import { confirmed } from "./StepUp";

/**
 * A change at the platform. The PIN is asked for where it is wanted. The key stays the same while it is
 * not known what became of the request, so that asking again does nothing twice. Afterwards all that
 * is shown is read anew: money, rights and what waits hang together in too many ways to name them.
 */
export function useChange<Asked = void, Answer = unknown>(
  run: (asked: Asked, key: string) => Promise<Answer>,
  onDone?: (answer: Answer, asked: Asked) => void,
): UseMutationResult<Answer, Error, Asked> {
  const client = useQueryClient();
  const kept = useRef<{ readonly key: string; readonly of: string }>(undefined);
  return useMutation({
    mutationFn: (asked: Asked) => {
      const of = JSON.stringify(asked ?? null);
      if (kept.current?.of !== of) kept.current = { key: crypto.randomUUID(), of };
      return confirmed((key) => run(asked, key), kept.current.key);
    },
    onSuccess: async (answer, asked) => {
      kept.current = undefined;
      onDone?.(answer, asked);
      await client.invalidateQueries();
    },
    onError: async (error) => {
      if (error instanceof Refused && error.unknown) return;
      kept.current = undefined;
      await client.invalidateQueries();
    },
  });
}
