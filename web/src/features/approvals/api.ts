import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";

export type Approval = Schemas["Approval"];

const SECONDS = 1000;

/** Asked anew while it waits: the other guardian may have answered. */
export const approvalQuery = (approval: string) =>
  queryOptions({
    queryKey: ["approvals", approval],
    queryFn: (): Promise<Approval> =>
      answered(api.GET("/v1/approvals/{approval}", { params: { path: { approval } } })),
    refetchInterval: (query) => (query.state.data?.state === "pending" ? 8 * SECONDS : false),
  });

export function approve(approval: string, key: string): Promise<Approval> {
  return answered(
    api.POST("/v1/approvals/{approval}/approve", {
      params: { path: { approval } },
      ...under(key),
    }),
  );
}

export function decline(approval: string, key: string): Promise<Approval> {
  return answered(
    api.POST("/v1/approvals/{approval}/decline", {
      params: { path: { approval } },
      ...under(key),
    }),
  );
}

export function takeBack(approval: string, key: string): Promise<Approval> {
  return answered(
    api.POST("/v1/approvals/{approval}/cancel", { params: { path: { approval } }, ...under(key) }),
  );
}

export const askQuery = (ask: string) =>
  queryOptions({
    queryKey: ["asks", ask],
    queryFn: (): Promise<Schemas["Ask"]> =>
      answered(api.GET("/v1/asks/{ask}", { params: { path: { ask } } })),
    refetchInterval: (query) => (query.state.data?.state === "open" ? 8 * SECONDS : false),
  });

export function approveAsk(ask: string, key: string): Promise<Schemas["Payment"]> {
  return answered(api.POST("/v1/asks/{ask}/approve", { params: { path: { ask } }, ...under(key) }));
}

export function declineAsk(ask: string, key: string): Promise<Schemas["Ask"]> {
  return answered(api.POST("/v1/asks/{ask}/decline", { params: { path: { ask } }, ...under(key) }));
}
