import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useMe } from "~/session/me";
import { answered, api, type Schemas } from "./client";

/** One's own wallets and those of the children one guards. */
const walletsQuery = queryOptions({
  queryKey: ["wallets"],
  queryFn: async (): Promise<Schemas["Wallet"][]> => (await answered(api.GET("/v1/wallets"))).items,
});

/** What one pays from; undefined until it is known, and for who has none. */
export function useOwnWallet(): Schemas["Wallet"] | undefined {
  const me = useMe();
  const { data } = useQuery(walletsQuery);
  return data?.find((wallet) => wallet.kind === "personal" && wallet.owner.id === me?.id);
}

export function useWallets(): readonly Schemas["Wallet"][] {
  return useSuspenseQuery(walletsQuery).data;
}
