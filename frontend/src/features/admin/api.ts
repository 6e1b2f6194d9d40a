import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { call, type ProviderFigures, type RouteInput, type RoutePlan } from "@/api/pending-around";
import type { Provider } from "@/api/types";

export const ROLES = ["member", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

export type Watched = Provider & ProviderFigures;

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: () => unwrap(api.GET("/api/v1/admin/providers")) as Promise<Watched[]>,
});

export function testProvider(id: string): Promise<Watched> {
  return unwrap(
    api.POST("/api/v1/admin/providers/{id}/test", { params: { path: { id } } }),
  ) as Promise<Watched>;
}

/** Where a message would go, without sending one. */
export function planRoute(input: RouteInput): Promise<RoutePlan> {
  return call("POST", "/admin/providers/route", { body: input });
}
