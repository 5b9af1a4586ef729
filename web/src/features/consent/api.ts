import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";

/** What would be agreed to now. It is read anew whenever it is shown: it must be the one in force. */
export const textQuery = queryOptions({
  queryKey: ["consent-text"],
  queryFn: (): Promise<Schemas["Text"]> =>
    answered(api.GET("/v1/consents/texts/{purpose}", { params: { path: { purpose: "account" } } })),
});

export const consentHistoryQuery = (person: string) =>
  queryOptions({
    queryKey: ["consent", person, "history"],
    queryFn: async (): Promise<Schemas["Consent"][]> =>
      (
        await answered(
          api.GET("/v1/people/{person}/consent/history", {
            params: { path: { person }, query: { limit: 100 } },
          }),
        )
      ).items,
  });

export type Given = {
  readonly person: string;
  readonly text: Schemas["TextBodyRequest"];
  readonly verification: Schemas["VerificationBodyRequest"];
};

export function giveConsent(given: Given, key: string): Promise<Schemas["Consent"]> {
  return answered(
    api.POST("/v1/people/{person}/consent", {
      params: { path: { person: given.person } },
      body: { text: given.text, verification: given.verification },
      ...under(key),
    }),
  );
}

export function withdrawConsent(person: string, key: string): Promise<Schemas["Consent"]> {
  return answered(
    api.DELETE("/v1/people/{person}/consent", { params: { path: { person } }, ...under(key) }),
  );
}

/** A token of the demo's issuer of identity documents; undefined where there is none. */
export const demoTokenQuery = (guardian: string) =>
  queryOptions({
    queryKey: ["demo-document-token", guardian],
    queryFn: async (): Promise<string | null> => {
      const answer = await fetch(`/dev/document-token?person=${guardian}`);
      if (!answer.ok) return null;
      return ((await answer.json()) as { token: string }).token;
    },
    // A token counts once.
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
