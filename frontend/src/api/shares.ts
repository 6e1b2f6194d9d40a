import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { call, type Listed, type NewShare, type Share } from "./pending-around";

/** Every link that I have made, newest first. */
export const sharesQuery = queryOptions({
  queryKey: ["shares"],
  queryFn: async () => (await call<Listed<Share>>("GET", "/shares")).items,
});

/** The links to one conversation. Its key begins like that of all: what makes those stale makes this stale. */
export const sharesOf = (conversationId: string) =>
  queryOptions({
    queryKey: ["shares", conversationId],
    queryFn: async () => (await call<Listed<Share>>("GET", `/conversations/${conversationId}/shares`)).items,
  });

/** Makes a link to a conversation as it is now. Its address is told this once. */
export function makeShare(conversationId: string): Promise<NewShare> {
  return call("POST", `/conversations/${conversationId}/shares`);
}

export function revokeShare(id: string): Promise<unknown> {
  return call("DELETE", `/shares/${id}`);
}

export function refreshShares(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: sharesQuery.queryKey });
}
