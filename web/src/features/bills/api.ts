import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";

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

export function make(body: BillBody, key: string): Promise<Bill> {
  return answered(api.POST("/v1/bills", { body, ...under(key) }));
}

export function close(bill: string): Promise<Bill> {
  return answered(api.POST("/v1/bills/{bill}/close", of(bill)));
}

export function remind(ask: string): Promise<Schemas["Ask"]> {
  return answered(api.POST("/v1/asks/{ask}/remind", { params: { path: { ask } } }));
}
