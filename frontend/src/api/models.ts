import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: () => unwrap(api.GET("/api/v1/models")),
  // Health changes by itself; the picker should know without a reload.
  refetchInterval: 60_000,
});
