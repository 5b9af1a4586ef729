import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";

export function freeze(wallet: string, key: string): Promise<Schemas["WalletDetail"]> {
  return answered(
    api.PUT("/v1/wallets/{wallet}/freeze", { params: { path: { wallet } }, ...under(key) }),
  );
}

export function unfreeze(wallet: string, key: string): Promise<Schemas["WalletDetail"]> {
  return answered(
    api.DELETE("/v1/wallets/{wallet}/freeze", { params: { path: { wallet } }, ...under(key) }),
  );
}

/** Where one guardian may not lift a freeze alone: puts it to the others. */
export function proposeUnfreezing(person: string, key: string): Promise<Schemas["Proposal"]> {
  return answered(
    api.POST("/v1/family/proposals", {
      body: { action: "lift_freeze", person },
      ...under(key),
    }),
  );
}

export function lock(
  asked: { goal: string; until: string | null },
  key: string,
): Promise<Schemas["Goal"]> {
  return answered(
    api.PUT("/v1/goals/{goal}/lock", {
      params: { path: { goal: asked.goal } },
      body: { until: asked.until },
      ...under(key),
    }),
  );
}

export function unlock(goal: string, key: string): Promise<Schemas["Goal"]> {
  return answered(
    api.DELETE("/v1/goals/{goal}/lock", { params: { path: { goal } }, ...under(key) }),
  );
}

export const plansQuery = (goal: string) =>
  queryOptions({
    queryKey: ["goals", goal, "plans"],
    queryFn: async (): Promise<Schemas["Plan"][]> =>
      (await answered(api.GET("/v1/goals/{goal}/plans", { params: { path: { goal } } }))).items,
  });

/** What a guardian adds to a goal by themselves: a part of what is saved, or a yearly interest. */
export type GuardiansPlan = Pick<Schemas["PlanBodyRequest"], "match" | "interest">;

export function plan(
  asked: { goal: string; body: GuardiansPlan },
  key: string,
): Promise<Schemas["Plan"]> {
  return answered(
    api.POST("/v1/goals/{goal}/plans", {
      params: { path: { goal: asked.goal } },
      body: asked.body,
      ...under(key),
    }),
  );
}

export function endPlan(id: string, key: string): Promise<Schemas["Plan"]> {
  return answered(
    api.DELETE("/v1/plans/{plan}", { params: { path: { plan: id } }, ...under(key) }),
  );
}

/** A guardian's word on whether a child may choose another PIN. */
export function answerPinReset(
  asked: { reset: string; agrees: boolean },
  key: string,
): Promise<Schemas["PinReset"]> {
  const of = { params: { path: { reset: asked.reset } }, ...under(key) };
  return answered(
    asked.agrees
      ? api.POST("/v1/family/pin-resets/{reset}/agree", of)
      : api.POST("/v1/family/pin-resets/{reset}/decline", of),
  );
}
