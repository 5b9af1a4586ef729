import { answered, api, type Schemas } from "~/api/client";

export function sendCode(phone: string): Promise<Schemas["Challenge"]> {
  return answered(api.POST("/v1/auth/codes", { body: { phone } }));
}
