import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";

export type Right = Schemas["RightsEnum"];
export type Proposal = Schemas["Proposal"];

export const RIGHTS: readonly Right[] = [
  "see_wallet",
  "see_history",
  "top_up",
  "freeze",
  "lift_freeze",
  "see_controls",
  "set_controls",
  "see_approvals",
  "approve",
  "see_consent",
  "give_consent",
];

/** What a right is of no use without: the platform refuses the one without the other. */
export const NEEDS: Partial<Record<Right, Right>> = {
  see_history: "see_wallet",
  top_up: "see_wallet",
  freeze: "see_wallet",
  lift_freeze: "freeze",
  set_controls: "see_controls",
  approve: "see_approvals",
  give_consent: "see_consent",
};

export const rightsQuery = queryOptions({
  queryKey: ["rights"],
  queryFn: async (): Promise<Schemas["Held"][]> =>
    (await answered(api.GET("/v1/family/rights"))).items,
});

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async (): Promise<Schemas["Invitation"][]> =>
    (await answered(api.GET("/v1/family/invitations"))).items,
});

export const quorumQuery = queryOptions({
  queryKey: ["quorum"],
  queryFn: async (): Promise<Schemas["QuorumItem"][]> =>
    (await answered(api.GET("/v1/family/quorum"))).items,
});

export function found(name: string, key: string): Promise<Schemas["Family"]> {
  return answered(api.POST("/v1/family", { body: { name }, ...under(key) }));
}

export function invite(
  body: Schemas["InviteBodyRequest"],
  key: string,
): Promise<Schemas["MadeInvitation"]> {
  return answered(api.POST("/v1/family/invitations", { body, ...under(key) }));
}

export function revoke(invitation: string, key: string): Promise<Schemas["Invitation"]> {
  return answered(
    api.DELETE("/v1/family/invitations/{invitation}", {
      params: { path: { invitation } },
      ...under(key),
    }),
  );
}

export async function leave(family: string, key: string): Promise<void> {
  await answered(api.POST("/v1/family/leave", { body: { family }, ...under(key) }));
}

export function propose(body: Schemas["ProposeBodyRequest"], key: string): Promise<Proposal> {
  return answered(api.POST("/v1/family/proposals", { body, ...under(key) }));
}

export function confirm(proposal: string, key: string): Promise<Proposal> {
  return answered(
    api.POST("/v1/family/proposals/{proposal}/confirm", {
      params: { path: { proposal } },
      ...under(key),
    }),
  );
}

export function decline(proposal: string, key: string): Promise<Proposal> {
  return answered(
    api.POST("/v1/family/proposals/{proposal}/decline", {
      params: { path: { proposal } },
      ...under(key),
    }),
  );
}
