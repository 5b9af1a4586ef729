import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "~/api/client";

export type Home = Schemas["Home"];

export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: (): Promise<Home> => answered(api.GET("/v1/home")),
});
