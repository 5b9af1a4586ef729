import { answered, api, type Schemas, under } from "~/api/client";

export { familyQuery, homeQuery, walletQuery } from "~/api/reads";

const at = (wallet: string) => ({ params: { path: { wallet } } });

export function freeze(wallet: string, key: string): Promise<Schemas["WalletDetail"]> {
  return answered(api.PUT("/v1/wallets/{wallet}/freeze", { ...at(wallet), ...under(key) }));
}

export function unfreeze(wallet: string, key: string): Promise<Schemas["WalletDetail"]> {
  return answered(api.DELETE("/v1/wallets/{wallet}/freeze", { ...at(wallet), ...under(key) }));
}
