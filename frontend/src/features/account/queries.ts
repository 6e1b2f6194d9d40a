import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** Nobody has more devices or keys than fit on one page of the longest kind. */
const MOST = { limit: 200 };

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async () => (await unwrap(api.GET("/api/v1/auth/sessions", { params: { query: MOST } }))).items,
  staleTime: 0,
});

export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: async () => (await unwrap(api.GET("/api/v1/auth/api-keys", { params: { query: MOST } }))).items,
});

export const secondFactorQuery = queryOptions({
  queryKey: ["second-factor"],
  queryFn: () => unwrap(api.GET("/api/v1/auth/second-factor")),
});

export const activityQuery = infiniteQueryOptions({
  queryKey: ["activity"],
  queryFn: ({ pageParam }) =>
    unwrap(
      api.GET("/api/v1/auth/activity", {
        params: { query: { limit: 20, ...(pageParam && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  staleTime: 0,
});
