import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";

export type Goal = Schemas["Goal"];
export type Plan = Schemas["Plan"];
export type GoalBody = Schemas["GoalBodyRequest"];
export type PlanBody = Schemas["PlanBodyRequest"];
export type Line = Schemas["Line"];

const of = (goal: string) => ({ params: { path: { goal } } });

export const goalQuery = (goal: string) =>
  queryOptions({
    queryKey: ["goals", goal],
    queryFn: (): Promise<Goal> => answered(api.GET("/v1/goals/{goal}", of(goal))),
  });

export const closedGoalsQuery = queryOptions({
  queryKey: ["goals", "closed"],
  queryFn: async (): Promise<Goal[]> =>
    (await answered(api.GET("/v1/goals", { params: { query: { state: "closed", limit: 50 } } })))
      .items,
});

export const plansQuery = (goal: string) =>
  queryOptions({
    queryKey: ["goals", goal, "plans"],
    queryFn: async (): Promise<readonly Plan[]> =>
      (await answered(api.GET("/v1/goals/{goal}/plans", of(goal)))).items,
  });

export const movesQuery = (wallet: string) =>
  infiniteQueryOptions({
    queryKey: ["payments", "lines", wallet],
    queryFn: ({ pageParam }): Promise<Schemas["LinePage"]> =>
      answered(
        api.GET("/v1/wallets/{wallet}/statement", {
          params: {
            path: { wallet },
            query: { limit: 20, ...(pageParam !== null && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export function make(body: GoalBody): Promise<Goal> {
  return answered(api.POST("/v1/goals", { body }));
}

export function change(goal: string, body: Partial<GoalBody>): Promise<Goal> {
  return answered(api.PATCH("/v1/goals/{goal}", { ...of(goal), body }));
}

export function save(goal: string, amount: number, key: string): Promise<Schemas["Payment"]> {
  return answered(
    api.POST("/v1/goals/{goal}/savings", { ...of(goal), body: { amount }, ...under(key) }),
  );
}

export function draw(goal: string, amount: number, key: string): Promise<Schemas["Payment"]> {
  return answered(
    api.POST("/v1/goals/{goal}/withdrawals", { ...of(goal), body: { amount }, ...under(key) }),
  );
}

export function breakPot(goal: string, key: string): Promise<Goal> {
  return answered(api.POST("/v1/goals/{goal}/close", { ...of(goal), ...under(key) }));
}

export function begin(goal: string, body: PlanBody, key: string): Promise<Plan> {
  return answered(api.POST("/v1/goals/{goal}/plans", { ...of(goal), body, ...under(key) }));
}

export function end(plan: string): Promise<Plan> {
  return answered(api.DELETE("/v1/plans/{plan}", { params: { path: { plan } } }));
}

export function lock(goal: string, until: string | null): Promise<Goal> {
  return answered(api.PUT("/v1/goals/{goal}/lock", { ...of(goal), body: { until } }));
}

export function unlock(goal: string): Promise<Goal> {
  return answered(api.DELETE("/v1/goals/{goal}/lock", of(goal)));
}
