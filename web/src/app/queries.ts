import { QueryClient } from "@tanstack/react-query";
import { Refused } from "~/api/problem";

/** What was read is shown again at once and read anew behind; refusals are not asked again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 24 * 3600_000,
      retry: (count, error) => count < 2 && error instanceof Refused && error.unknown,
      refetchOnWindowFocus: true,
      networkMode: "always",
    },
    // Without this a change made offline would wait, unseen, and be sent later: a payment must not.
    mutations: { retry: false, networkMode: "always" },
  },
});
