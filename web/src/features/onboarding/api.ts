import { answered, api, type Schemas, under } from "~/api/client";

export type Profile = Schemas["ProfileOfInvitedRequest"];

export function completeProfile(profile: Profile, key: string): Promise<Schemas["Me"]> {
  return answered(api.PATCH("/v1/me", { body: profile, ...under(key) }));
}

export function accept(
  body: Schemas["AcceptBodyRequest"],
  key: string,
): Promise<Schemas["Family"]> {
  return answered(api.POST("/v1/family/invitations/accept", { body, ...under(key) }));
}
