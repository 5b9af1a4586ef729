import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";
import { refusedWith } from "~/api/problem";

export type Bill = Schemas["Bill"];
export type Share = Schemas["Share"];
export type BillBody = Schemas["SplitBodyRequest"];

const of = (bill: string) => ({ params: { path: { bill } } });

export const billsQuery = infiniteQueryOptions({
  queryKey: ["bills"],
  queryFn: ({ pageParam }): Promise<Schemas["BillPage"]> =>
    answered(
      api.GET("/v1/bills", {
        params: { query: { limit: 20, ...(pageParam !== null && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
});

export const billQuery = (bill: string) =>
  queryOptions({
    queryKey: ["bills", bill],
    queryFn: (): Promise<Bill> => answered(api.GET("/v1/bills/{bill}", of(bill))),
  });

/**
 * Who made a bill: it names its maker, but by an ask of it one knows for sure. Null where one may not
 * see that ask, and so is not the maker.
 */
export const makerQuery = (share: Share) =>
  queryOptions({
    queryKey: ["asks", share.ask, "asker"],
    queryFn: async (): Promise<string | null> => {
      try {
        const params = { path: { ask: share.ask } };
        return (await answered(api.GET("/v1/asks/{ask}", { params }))).asker.id;
      } catch (error) {
        if (refusedWith(error, "not_found")) return null;
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

export function make(body: BillBody, key: string): Promise<Bill> {
  return answered(api.POST("/v1/bills", { body, ...under(key) }));
}

export function close(bill: string): Promise<Bill> {
  return answered(api.POST("/v1/bills/{bill}/close", of(bill)));
}

export function remind(ask: string): Promise<Schemas["Ask"]> {
  return answered(api.POST("/v1/asks/{ask}/remind", { params: { path: { ask } } }));
}
