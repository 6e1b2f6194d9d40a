import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Import } from "@/api/types";

/** Where a file is sent to be imported. */
export const IMPORT_ADDRESS = "/api/v1/import";

/** Every import of mine, newest first. */
export const importsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: async () => (await unwrap(api.GET("/api/v1/imports"))).items,
});

/** One import, asked for again and again while it runs. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["import", id],
    queryFn: () => unwrap(api.GET("/api/v1/imports/{id}", { params: { path: { id } } })),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && state.data.status !== "running" ? false : 1_000),
    refetchIntervalInBackground: true,
  });

/** How far an import is, from 0 to 1; undefined as long as nobody knows how much there is. */
export function shareDone({ imported, duplicates, skipped, total }: Import): number | undefined {
  if (!total) return undefined;
  return Math.min(1, (imported + duplicates + skipped) / total);
}

export const EXPORT_FORMATS = ["json", "markdown", "html"] as const;

export function exportAllAddress(format: (typeof EXPORT_FORMATS)[number]): string {
  return `/api/v1/conversations/export?format=${format}`;
}
