import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "~/api/client";

export type Turn = Schemas["Turn"];
export type Split = Schemas["Split"];

export const splitQuery = (person: string) =>
  queryOptions({
    queryKey: ["chores", "split", person],
    queryFn: (): Promise<Split> =>
      answered(api.GET("/v1/people/{person}/split", { params: { path: { person } } })),
  });

export function done(turn: string): Promise<Turn> {
  return answered(api.POST("/v1/turns/{turn}/done", { params: { path: { turn } } }));
}
