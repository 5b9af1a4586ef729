import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";
import type { Document } from "./draft";

export const versionsQuery = (person: string) =>
  queryOptions({
    queryKey: ["controls", person, "history"],
    queryFn: async (): Promise<Schemas["Controls"][]> =>
      (
        await answered(
          api.GET("/v1/people/{person}/controls/history", {
            params: { path: { person }, query: { limit: 100 } },
          }),
        )
      ).items,
  });

/** What of last month these rules would have refused. A reading, though it is a POST: rules are long. */
export const replayQuery = (person: string, controls: Document) =>
  queryOptions({
    queryKey: ["controls", person, "replay", controls],
    queryFn: (): Promise<Schemas["Replay"]> =>
      answered(
        api.POST("/v1/people/{person}/controls/replay", {
          params: { path: { person } },
          body: { controls },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });

export type Decision = {
  readonly person: string;
  readonly version: number;
  readonly controls: Document;
  readonly note: string;
};

export function decide(asked: Decision, key: string): Promise<Schemas["Controls"]> {
  const { person, version, controls, note } = asked;
  return answered(
    api.PUT("/v1/people/{person}/controls", {
      params: { path: { person } },
      body: note === "" ? { version, controls } : { version, controls, note },
      ...under(key),
    }),
  );
}

export function raise(
  asked: { person: string; body: Schemas["RaiseBodyRequest"] },
  key: string,
): Promise<Schemas["Controls"]> {
  return answered(
    api.PUT("/v1/people/{person}/controls/raise", {
      params: { path: { person: asked.person } },
      body: asked.body,
      ...under(key),
    }),
  );
}

export function endRaise(person: string, key: string): Promise<Schemas["Controls"]> {
  return answered(
    api.DELETE("/v1/people/{person}/controls/raise", {
      params: { path: { person } },
      ...under(key),
    }),
  );
}

export type Shop = { readonly id: string; readonly name: string };

/** Shops that the child has paid, or tried to: those that a rule can be about. */
export const shopsQuery = (wallet: string) =>
  queryOptions({
    queryKey: ["payments", wallet, "shops"],
    queryFn: async (): Promise<Shop[]> => {
      const { items } = await answered(
        api.GET("/v1/payments", {
          params: { query: { wallet, kind: "merchant", limit: 200 } },
        }),
      );
      const shops = new Map<string, string>();
      for (const { merchant, payee } of items) {
        if (merchant !== null && !shops.has(merchant)) shops.set(merchant, payee.name);
      }
      return [...shops].map(([id, name]) => ({ id, name }));
    },
    staleTime: 60_000,
  });

export const appealQuery = (appeal: string) =>
  queryOptions({
    queryKey: ["appeals", appeal],
    queryFn: (): Promise<Schemas["Appeal"]> =>
      answered(api.GET("/v1/appeals/{appeal}", { params: { path: { appeal } } })),
  });

export function grant(
  asked: { appeal: string; body: Schemas["GrantBodyRequest"] },
  key: string,
): Promise<Schemas["Appeal"]> {
  return answered(
    api.POST("/v1/appeals/{appeal}/grant", {
      params: { path: { appeal: asked.appeal } },
      body: asked.body,
      ...under(key),
    }),
  );
}

export function dismiss(
  asked: { appeal: string; answer: string },
  key: string,
): Promise<Schemas["Appeal"]> {
  return answered(
    api.POST("/v1/appeals/{appeal}/dismiss", {
      params: { path: { appeal: asked.appeal } },
      body: asked.answer === "" ? {} : { answer: asked.answer },
      ...under(key),
    }),
  );
}
