import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { NewShare } from "./types";

/** As many as a page takes: nobody may have more. */
const query = { limit: 200 };
const at = (id: string) => ({ params: { path: { id } } });

/** Every link that I have made, newest first. */
export const sharesQuery = queryOptions({
  queryKey: ["shares"],
  queryFn: async () => (await unwrap(api.GET("/api/v1/shares", { params: { query } }))).items,
});

/** The links to one conversation. Its key begins like that of all: what makes those stale makes this stale. */
export const sharesOf = (id: string) =>
  queryOptions({
    queryKey: ["shares", id],
    queryFn: async () => {
      const params = { path: { id }, query };
      return (await unwrap(api.GET("/api/v1/conversations/{id}/shares", { params }))).items;
    },
  });

/** Makes a link to a conversation as it is now. Its address is told this once. */
export function makeShare(conversationId: string): Promise<NewShare> {
  return unwrap(api.POST("/api/v1/conversations/{id}/shares", at(conversationId)));
}

export function revokeShare(id: string): Promise<unknown> {
  return unwrap(api.DELETE("/api/v1/shares/{id}", at(id)));
}

export function refreshShares(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: sharesQuery.queryKey });
}
