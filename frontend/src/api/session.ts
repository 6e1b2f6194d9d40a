import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { User } from "./types";

/** Who is signed in. Everything that needs an identity hangs on this one query. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => unwrap(api.GET("/api/v1/auth/me")),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** Whether this Mami still waits for its owner. */
export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => unwrap(api.GET("/api/v1/setup")),
  staleTime: 0,
  retry: false,
});

/** Whether someone may connect models. The server decides; this only saves them a closed door. */
export function mayManage(user: User): boolean {
  return user.role === "owner" || user.role === "admin";
}
