import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";
import { refusedWith } from "~/api/problem";

export { homeQuery } from "~/api/reads";

export type PaymentDetail = Schemas["PaymentDetail"];

const SECOND = 1000;
/** The seal is signed every few seconds. */
const MOST_LOOKS = 20;

export const paymentQuery = (id: string) =>
  queryOptions({
    queryKey: ["payments", id],
    queryFn: (): Promise<PaymentDetail> =>
      answered(api.GET("/v1/payments/{payment}", { params: { path: { payment: id } } })),
  });

/** The sealed receipt; asked for until there is one, and kept, as it never changes. */
export const receiptQuery = (id: string) =>
  queryOptions({
    queryKey: ["receipts", id],
    queryFn: (): Promise<Schemas["Receipt"]> =>
      answered(api.GET("/v1/payments/{payment}/receipt", { params: { path: { payment: id } } })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: (count, error) => refusedWith(error, "not_sealed_yet") && count < MOST_LOOKS,
    retryDelay: 3 * SECOND,
  });

/** One's own appeals, to say of a refused payment that it was asked about. */
export const appealsQuery = queryOptions({
  queryKey: ["appeals", "all"],
  queryFn: async (): Promise<Schemas["Appeal"][]> =>
    (await answered(api.GET("/v1/appeals", { params: { query: { limit: 200 } } }))).items,
});

export function giveBack(id: string, reason: string, key: string): Promise<Schemas["Payment"]> {
  return answered(
    api.POST("/v1/payments/{payment}/refunds", {
      params: { path: { payment: id } },
      body: { reason },
      ...under(key),
    }),
  );
}
