import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "~/api/client";
import { refusedWith } from "~/api/problem";

export type Device = Schemas["Device"];
export type Choice = Schemas["Choice"];
export type Erasure = Schemas["Erasure"];

const of = (person: string) => ({ params: { path: { person } } });

export const devicesQuery = queryOptions({
  queryKey: ["devices"],
  queryFn: async (): Promise<readonly Device[]> =>
    (await answered(api.GET("/v1/me/devices"))).items,
});

export const privacyQuery = queryOptions({
  queryKey: ["privacy"],
  queryFn: async (): Promise<readonly Choice[]> =>
    (await answered(api.GET("/v1/me/privacy"))).items,
});

/** The erasure that waits for its time, or null. */
export const erasureQuery = (person: string) =>
  queryOptions({
    queryKey: ["erasure", person],
    queryFn: async (): Promise<Erasure | null> => {
      try {
        return await answered(api.GET("/v1/people/{person}/erasure", of(person)));
      } catch (error) {
        if (refusedWith(error, "erasure_missing")) return null;
        throw error;
      }
    },
  });

export function changeMe(body: { name?: string; handle?: string }): Promise<Schemas["Me"]> {
  return answered(api.PATCH("/v1/me", { body }));
}

export async function revoke(device: string): Promise<void> {
  await answered(api.DELETE("/v1/me/devices/{device}", { params: { path: { device } } }));
}

export function choose(purpose: Choice["purpose"], allowed: boolean): Promise<Schemas["Choices"]> {
  return answered(
    api.PUT("/v1/me/privacy/{purpose}", { params: { path: { purpose } }, body: { allowed } }),
  );
}

/** All that is kept about somebody, as the platform writes it. */
export async function dataOf(person: string): Promise<Blob> {
  const found = api.GET("/v1/people/{person}/data", { ...of(person), parseAs: "blob" });
  return (await answered<unknown>(found)) as Blob;
}

export function erase(person: string): Promise<Erasure> {
  return answered(api.PUT("/v1/people/{person}/erasure", of(person)));
}

export async function keep(person: string): Promise<void> {
  await answered(api.DELETE("/v1/people/{person}/erasure", of(person)));
}
