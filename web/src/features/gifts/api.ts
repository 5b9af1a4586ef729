import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";

export type GiftLink = Schemas["GiftLink"];
export type GiftLinkBody = Schemas["GiftLinkBodyRequest"];
export type Made = Schemas["MadeGiftLink"];
export type Invitation = Schemas["GiftInvitation"];
export type GiftBody = Schemas["GiftBodyRequest"];

const of = (link: string) => ({ params: { path: { link } } });

export const giftLinksQuery = queryOptions({
  queryKey: ["gift-links"],
  queryFn: async (): Promise<GiftLink[]> =>
    (await answered(api.GET("/v1/gift-links", { params: { query: { limit: 100 } } }))).items,
});

export const giftsQuery = (link: string) =>
  queryOptions({
    queryKey: ["gift-links", link, "gifts"],
    queryFn: async (): Promise<Schemas["Gift"][]> =>
      (
        await answered(
          api.GET("/v1/gift-links/{link}/gifts", {
            params: { path: { link }, query: { limit: 100 } },
          }),
        )
      ).items,
  });

export function make(body: GiftLinkBody): Promise<Made> {
  return answered(api.POST("/v1/gift-links", { body }));
}

export function revoke(link: string): Promise<GiftLink> {
  return answered(api.DELETE("/v1/gift-links/{link}", of(link)));
}

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ["invited", token],
    queryFn: (): Promise<Invitation> => answered(api.POST("/v1/gifts/look", { body: { token } })),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

export function give(body: GiftBody, key: string): Promise<Schemas["Given"]> {
  return answered(api.POST("/v1/gifts", { body, ...under(key) }));
}
