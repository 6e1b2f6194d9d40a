import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call, type Listed, type SearchHit } from "@/api/pending-around";
import type { ConversationPage } from "@/api/types";

/** The conversations whose title has these words; without words, the newest. */
export const titlesQuery = (q: string) =>
  queryOptions({
    queryKey: ["palette", "titles", q],
    queryFn: () =>
      call<ConversationPage>("GET", "/conversations", {
        query: { limit: 6, ...(q && { q, archived: "all" }) },
      }),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });

/** What was said anywhere. */
export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["palette", "search", q],
    queryFn: ({ pageParam }) =>
      call<Listed<SearchHit>>("GET", "/search", {
        query: { q, limit: 20, ...(pageParam && { cursor: pageParam }) },
      }),
    initialPageParam: "",
    getNextPageParam: (page: Listed<SearchHit>) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
