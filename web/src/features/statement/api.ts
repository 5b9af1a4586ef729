import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "~/api/client";
import type { paths } from "~/api/schema";

export type Payment = Schemas["Payment"];
export type Category = Payment["category"];
export type Summary = Schemas["Summary"];
export type Flow = Schemas["Flow"];

type Asked = NonNullable<paths["/v1/payments"]["get"]["parameters"]["query"]>;

/** What is looked for; all that is given must hold. */
export type Search = Pick<Asked, "wallet" | "q" | "direction" | "category" | "since" | "until">;

export const paymentsQuery = (search: Search) =>
  infiniteQueryOptions({
    queryKey: ["payments", "found", search],
    queryFn: ({ pageParam, signal }): Promise<Schemas["PaymentPage"]> =>
      answered(
        api.GET("/v1/payments", {
          params: {
            query: { ...search, limit: 30, ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const summaryQuery = (wallet: string, month: string) =>
  queryOptions({
    queryKey: ["payments", "summary", wallet, month],
    queryFn: (): Promise<Summary> =>
      answered(
        api.GET("/v1/wallets/{wallet}/summary", {
          params: { path: { wallet }, query: { month } },
        }),
      ),
  });

export type Form = "pdf" | "csv";
export type Period =
  | { readonly month: string }
  | { readonly since: string; readonly until: string };

/** A statement to keep, as the platform writes it. */
export async function statement(wallet: string, form: Form, period: Period): Promise<Blob> {
  const params = { path: { wallet }, query: period };
  const found =
    form === "pdf"
      ? api.GET("/v1/wallets/{wallet}/statement.pdf", { params, parseAs: "blob" })
      : api.GET("/v1/wallets/{wallet}/statement.csv", { params, parseAs: "blob" });
  return (await answered<unknown>(found)) as Blob;
}
