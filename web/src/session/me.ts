import { queryOptions, useQuery } from "@tanstack/react-query";
import { answered, api, type Schemas } from "~/api/client";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: (): Promise<Schemas["Me"]> => answered(api.GET("/v1/me")),
  staleTime: 5 * 60_000,
});

/** The profile of who is signed in; undefined until it has arrived. */
export function useMe(): Schemas["Me"] | undefined {
  return useQuery(meQuery).data;
}
