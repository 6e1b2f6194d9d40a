import { queryOptions } from "@tanstack/react-query";
import { api, partly, unwrap } from "@/api/client";
import type { Provider, RouteInput, RoutePlan } from "@/api/types";

export const ROLES = ["member", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: () => unwrap(api.GET("/api/v1/admin/providers")),
});

export function testProvider(id: string): Promise<Provider> {
  return unwrap(api.POST("/api/v1/admin/providers/{id}/test", { params: { path: { id } } }));
}

/** Where a message would go, without sending one. */
export function planRoute(input: Partial<RouteInput>): Promise<RoutePlan> {
  return unwrap(api.POST("/api/v1/admin/providers/route", { body: partly(input) }));
}
