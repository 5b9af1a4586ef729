import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";

export { familyQuery, homeQuery } from "~/api/reads";

export type PayBody = Schemas["PayBodyRequest"];
export type Preview = Schemas["Preview"];

/** After this long without an answer, the outcome is unknown: to be asked for again under the key. */
const PATIENCE_MS = 20_000;
const SECOND = 1000;

/** Would this work? Asked anew each time: the answer holds for a moment. */
export const previewQuery = (body: PayBody) =>
  queryOptions({
    queryKey: ["preview", body],
    queryFn: ({ signal }): Promise<Preview> =>
      answered(api.POST("/v1/payments/preview", { body, signal })),
    staleTime: 5 * SECOND,
    gcTime: 60 * SECOND,
  });

export function pay(body: PayBody, key: string): Promise<Schemas["Payment"]> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  return answered(api.POST("/v1/payments", { body, signal, ...under(key) }));
}

export function askGuardian(body: PayBody, key: string): Promise<Schemas["Approval"]> {
  return answered(api.POST("/v1/approvals", { body, ...under(key) }));
}

export function takeBack(approval: string): Promise<Schemas["Approval"]> {
  return answered(api.POST("/v1/approvals/{approval}/cancel", { params: { path: { approval } } }));
}

/** Looked at often while it waits and the screen is seen: somebody stands at a counter. */
export const waitingQuery = (approval: string) =>
  queryOptions({
    queryKey: ["approvals", approval],
    queryFn: (): Promise<Schemas["Approval"]> =>
      answered(api.GET("/v1/approvals/{approval}", { params: { path: { approval } } })),
    refetchInterval: (query) => (query.state.data?.state === "pending" ? 3 * SECOND : false),
  });
