import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";
import type { Whom } from "~/shared/people/whom";

export type Ask = Schemas["Ask"];
export type Side = "asker" | "asked";
export type Preview = Schemas["Preview"];

const of = (ask: string) => ({ params: { path: { ask } } });

export const asksQuery = (side: Side) =>
  infiniteQueryOptions({
    queryKey: ["asks", side],
    queryFn: ({ pageParam }): Promise<Schemas["AskPage"]> =>
      answered(
        api.GET("/v1/asks", {
          params: { query: { side, limit: 30, ...(pageParam !== null && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const askQuery = (ask: string) =>
  queryOptions({
    queryKey: ["asks", ask],
    queryFn: (): Promise<Ask> => answered(api.GET("/v1/asks/{ask}", of(ask))),
  });

/** Whether paying somebody would work, and all that stands against it. */
export const previewQuery = (handle: string, amount: number) =>
  queryOptions({
    queryKey: ["preview", handle, amount],
    queryFn: (): Promise<Preview> =>
      answered(api.POST("/v1/payments/preview", { body: { to: { handle }, amount, unit: "INR" } })),
    staleTime: 0,
  });

export function askFor(
  asked: { to: Whom; amount: number; note: string },
  key: string,
): Promise<Ask> {
  const { note, ...rest } = asked;
  const body = note === "" ? rest : { ...rest, note };
  return answered(api.POST("/v1/asks", { body, ...under(key) }));
}

export function pay(ask: string, key: string): Promise<Schemas["Payment"]> {
  return answered(api.POST("/v1/asks/{ask}/pay", { ...of(ask), ...under(key) }));
}

export function askGuardian(ask: string, key: string): Promise<Ask> {
  return answered(api.POST("/v1/asks/{ask}/ask-guardian", { ...of(ask), ...under(key) }));
}

export function decline(ask: string): Promise<Ask> {
  return answered(api.POST("/v1/asks/{ask}/decline", of(ask)));
}

export function remind(ask: string): Promise<Ask> {
  return answered(api.POST("/v1/asks/{ask}/remind", of(ask)));
}

export function cancel(ask: string): Promise<Ask> {
  return answered(api.POST("/v1/asks/{ask}/cancel", of(ask)));
}
