/**
 * What more than one feature reads. Each is kept under the name of what it is, first, and whose it is:
 * a change of the one kind is told of by that name alone.
 */
import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "./client";
import { refusedWith } from "./problem";

const EVERYTHING = { limit: 200 } as const;

export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: (): Promise<Schemas["Home"]> => answered(api.GET("/v1/home")),
});

/** The family, or null for who belongs to none. */
export const familyQuery = queryOptions({
  queryKey: ["family"],
  queryFn: async (): Promise<Schemas["Family"] | null> => {
    try {
      return await answered(api.GET("/v1/family"));
    } catch (error) {
      if (refusedWith(error, "not_found")) return null;
      throw error;
    }
  },
});

export const proposalsQuery = queryOptions({
  queryKey: ["proposals"],
  queryFn: async (): Promise<Schemas["Proposal"][]> =>
    (await answered(api.GET("/v1/family/proposals"))).items,
});

export const walletQuery = (wallet: string) =>
  queryOptions({
    queryKey: ["wallets", wallet],
    queryFn: (): Promise<Schemas["WalletDetail"]> =>
      answered(api.GET("/v1/wallets/{wallet}", { params: { path: { wallet } } })),
  });

export const controlsQuery = (person: string) =>
  queryOptions({
    queryKey: ["controls", person],
    queryFn: (): Promise<Schemas["Controls"]> =>
      answered(api.GET("/v1/people/{person}/controls", { params: { path: { person } } })),
  });

export const consentQuery = (person: string) =>
  queryOptions({
    queryKey: ["consent", person],
    queryFn: (): Promise<Schemas["ConsentStanding"]> =>
      answered(api.GET("/v1/people/{person}/consent", { params: { path: { person } } })),
  });

export const kycQuery = (person: string) =>
  queryOptions({
    queryKey: ["kyc", person],
    queryFn: (): Promise<Schemas["Kyc"]> =>
      answered(api.GET("/v1/kyc", { params: { query: { person } } })),
  });

export const allowancesQuery = queryOptions({
  queryKey: ["allowances"],
  queryFn: async (): Promise<Schemas["Allowance"][]> =>
    (await answered(api.GET("/v1/allowances", { params: { query: EVERYTHING } }))).items,
});

export const turnsQuery = queryOptions({
  queryKey: ["turns"],
  queryFn: async (): Promise<Schemas["Turn"][]> =>
    (await answered(api.GET("/v1/turns", { params: { query: EVERYTHING } }))).items,
});

export const iousQuery = queryOptions({
  queryKey: ["ious"],
  queryFn: async (): Promise<Schemas["Iou"][]> =>
    (await answered(api.GET("/v1/ious", { params: { query: EVERYTHING } }))).items,
});

export const goalsQuery = queryOptions({
  queryKey: ["goals", "open"],
  queryFn: async (): Promise<Schemas["Goal"][]> =>
    (await answered(api.GET("/v1/goals", { params: { query: { ...EVERYTHING, state: "open" } } })))
      .items,
});

/** Children who forgot the PIN and wait for this guardian to agree. */
export const pinResetsQuery = queryOptions({
  queryKey: ["resets", "waiting"],
  queryFn: async (): Promise<Schemas["PinReset"][]> =>
    (await answered(api.GET("/v1/family/pin-resets"))).items,
});

export const openAppealsQuery = queryOptions({
  queryKey: ["appeals", "open"],
  queryFn: async (): Promise<Schemas["Appeal"][]> =>
    (
      await answered(
        api.GET("/v1/appeals", { params: { query: { ...EVERYTHING, state: "open" } } }),
      )
    ).items,
});

/** What others ask of you and your children, and is not answered. */
export const openAsksQuery = queryOptions({
  queryKey: ["asks", "asked", "open"],
  queryFn: async (): Promise<Schemas["Ask"][]> =>
    (
      await answered(
        api.GET("/v1/asks", {
          params: { query: { ...EVERYTHING, side: "asked", state: "open" } },
        }),
      )
    ).items,
});
