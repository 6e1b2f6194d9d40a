import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap, which } from "@/api/client";

/** The conversations whose title has these words; without words, the newest. */
export const titlesQuery = (q: string) =>
  queryOptions({
    queryKey: ["palette", "titles", q],
    queryFn: () => {
      const query = { limit: 6, ...(q && { q, archived: which("all") }) };
      return unwrap(api.GET("/api/v1/conversations", { params: { query } }));
    },
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });

/** What was said anywhere. */
export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["palette", "search", q],
    queryFn: ({ pageParam }) => {
      const query = { q, limit: 20, ...(pageParam && { cursor: pageParam }) };
      return unwrap(api.GET("/api/v1/search", { params: { query } }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
