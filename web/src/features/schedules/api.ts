import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas, under } from "~/api/client";

export type Allowance = Schemas["Allowance"];
export type Turn = Schemas["Turn"];
export type Every = Schemas["Every"];

export const allowanceQuery = (allowance: string) =>
  queryOptions({
    queryKey: ["allowances", allowance],
    queryFn: (): Promise<Allowance> =>
      answered(api.GET("/v1/allowances/{allowance}", { params: { path: { allowance } } })),
  });

export const allowanceHistoryQuery = (allowance: string) =>
  queryOptions({
    queryKey: ["allowances", allowance, "history"],
    queryFn: async (): Promise<Schemas["AllowanceVersion"][]> =>
      (
        await answered(
          api.GET("/v1/allowances/{allowance}/history", {
            params: { path: { allowance }, query: { limit: 100 } },
          }),
        )
      ).items,
  });

export function setUp(body: Schemas["AllowanceBodyRequest"], key: string): Promise<Allowance> {
  return answered(api.POST("/v1/allowances", { body, ...under(key) }));
}

export function raiseAllowance(
  asked: { allowance: string; amount: number; from: string },
  key: string,
): Promise<Allowance> {
  const { allowance, amount, from } = asked;
  return answered(
    api.POST("/v1/allowances/{allowance}/raise", {
      params: { path: { allowance } },
      body: from === "" ? { amount } : { amount, from_on: from },
      ...under(key),
    }),
  );
}

export type Step = "pause" | "resume" | "skip" | "end";

export function step(asked: { allowance: string; step: Step }, key: string): Promise<Allowance> {
  const params = { params: { path: { allowance: asked.allowance } }, ...under(key) };
  switch (asked.step) {
    case "pause":
      return answered(api.POST("/v1/allowances/{allowance}/pause", params));
    case "resume":
      return answered(api.POST("/v1/allowances/{allowance}/resume", params));
    case "skip":
      return answered(api.POST("/v1/allowances/{allowance}/skip", params));
    case "end":
      return answered(api.POST("/v1/allowances/{allowance}/end", params));
  }
}

export const choresQuery = queryOptions({
  queryKey: ["chores"],
  queryFn: async (): Promise<Schemas["Chore"][]> =>
    (await answered(api.GET("/v1/chores", { params: { query: { limit: 200 } } }))).items,
});

export function giveChore(
  body: Schemas["ChoreBodyRequest"],
  key: string,
): Promise<Schemas["Chore"]> {
  return answered(api.POST("/v1/chores", { body, ...under(key) }));
}

export function endChore(chore: string, key: string): Promise<Schemas["Chore"]> {
  return answered(
    api.POST("/v1/chores/{chore}/end", { params: { path: { chore } }, ...under(key) }),
  );
}

export function approveTurn(turn: string, key: string): Promise<Turn> {
  return answered(
    api.POST("/v1/turns/{turn}/approve", { params: { path: { turn } }, ...under(key) }),
  );
}

export function sendBack(asked: { turn: string; note: string }, key: string): Promise<Turn> {
  return answered(
    api.POST("/v1/turns/{turn}/send-back", {
      params: { path: { turn: asked.turn } },
      body: { note: asked.note },
      ...under(key),
    }),
  );
}

export const splitQuery = (person: string) =>
  queryOptions({
    queryKey: ["split", person],
    queryFn: (): Promise<Schemas["Split"]> =>
      answered(api.GET("/v1/people/{person}/split", { params: { path: { person } } })),
  });

export function decideSplit(
  asked: { person: string; body: Schemas["RewardSplitBodyRequest"] },
  key: string,
): Promise<Schemas["Split"]> {
  return answered(
    api.PUT("/v1/people/{person}/split", {
      params: { path: { person: asked.person } },
      body: asked.body,
      ...under(key),
    }),
  );
}

export function payIou(iou: string, key: string): Promise<Schemas["Iou"]> {
  return answered(api.POST("/v1/ious/{iou}/pay", { params: { path: { iou } }, ...under(key) }));
}
