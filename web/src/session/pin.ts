import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "~/api/client";
import { refusedWith } from "~/api/problem";

/** What shows that a PIN may be changed; nothing for a first one. */
export type PinProof =
  | Record<string, never>
  | { readonly challenge: string; readonly code: string }
  | { readonly current_pin: string };

export function stepUp(pin: string): Promise<Schemas["Grant"]> {
  return answered(api.POST("/v1/me/step-up", { body: { pin } }));
}

export async function setPin(pin: string, proof: PinProof): Promise<void> {
  await answered(api.PUT("/v1/me/pin", { body: { pin, ...proof } }));
}

/** Texts a code to one's own phone; the challenge that it answers. */
export async function sendOwnCode(phone: string): Promise<string> {
  const sent = await answered(api.POST("/v1/auth/codes", { body: { phone } }));
  return sent.challenge;
}

/** A minor's own asking for another PIN that is under way, or null. */
export const ownResetQuery = queryOptions({
  queryKey: ["resets", "own"],
  queryFn: async (): Promise<Schemas["PinReset"] | null> => {
    try {
      return await answered(api.GET("/v1/me/pin-reset"));
    } catch (error) {
      if (refusedWith(error, "not_found")) return null;
      throw error;
    }
  },
});

export function askForReset(): Promise<Schemas["PinReset"]> {
  return answered(api.PUT("/v1/me/pin-reset"));
}
