import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, partly, unwrap, which } from "./client";
import type { Memory, MemoryInput, MemoryKind, MemoryOrigin, MemorySettings } from "./types";

export const MEMORY_KINDS = [
  "identity",
  "preference",
  "fact",
  "relationship",
  "plan",
  "event",
  "state",
  "instruction",
] as const satisfies readonly MemoryKind[];
export const MEMORY_ORIGINS = ["said", "extracted", "added"] as const satisfies readonly MemoryOrigin[];

/** Everything that is read of what is remembered has a key that begins so: what makes it stale makes all stale. */
const ALL = ["memories"];
const at = (id: string) => ({ params: { path: { id } } });

/** Which memories are wanted; what is left out does not count. */
export interface MemoryFilter {
  q?: string;
  kind?: MemoryKind;
  origin?: MemoryOrigin;
  pinned?: boolean;
  superseded?: boolean;
}

const pages = {
  initialPageParam: "",
  getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor,
  placeholderData: keepPreviousData,
};
const after = (cursor: string) => ({ limit: 50, ...(cursor && { cursor }) });

/** What is remembered and used: pinned ones first, then the newest. */
export const memoriesQuery = ({ kind, origin, ...rest }: MemoryFilter) =>
  infiniteQueryOptions({
    queryKey: [...ALL, "list", { kind, origin, ...rest }],
    queryFn: ({ pageParam }) => {
      const query = {
        ...rest,
        ...(kind && { kind: which(kind) }),
        ...(origin && { origin: which(origin) }),
        status: which("active"),
        ...after(pageParam),
      };
      return unwrap(api.GET("/api/v1/memories", { params: { query } }));
    },
    ...pages,
  });

/** What was found and waits for approval. */
export const pendingQuery = infiniteQueryOptions({
  queryKey: [...ALL, "pending"],
  queryFn: ({ pageParam }) =>
    unwrap(api.GET("/api/v1/memories/pending", { params: { query: after(pageParam) } })),
  ...pages,
});

export const memorySettingsQuery = queryOptions({
  queryKey: [...ALL, "settings"],
  queryFn: () => unwrap(api.GET("/api/v1/memories/settings")),
});

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, "history", id],
    queryFn: async () => (await unwrap(api.GET("/api/v1/memories/{id}/history", at(id)))).items,
    staleTime: 0,
  });

export function refreshMemories(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ALL });
}

export function addMemory(input: Partial<MemoryInput> & { text: string }): Promise<Memory> {
  return unwrap(api.POST("/api/v1/memories", { body: partly<MemoryInput>(input) }));
}

/** Brings back what was deleted, as it was. Whose text is longer known than the rest is brought back as a fact. */
export function addAgain(memory: Pick<Memory, "text"> & Partial<Memory>): Promise<Memory> {
  const { text, kind, tags, pinned, valid_from, valid_to } = memory;
  return addMemory({
    text,
    ...(kind && { kind }),
    ...(tags && { tags }),
    ...(pinned && { pinned }),
    ...(valid_from && { valid_from }),
    ...(valid_to && { valid_to }),
  });
}

export interface MemoryEdit {
  text?: string;
  kind?: MemoryKind;
  pinned?: boolean;
  superseded?: false;
}

export function changeMemory(id: string, edit: MemoryEdit): Promise<Memory> {
  return unwrap(api.PATCH("/api/v1/memories/{id}", { ...at(id), body: partly(edit as never) }));
}

/** Deletes it for good; what it was comes back, for whoever wants it again. */
export function deleteMemory(id: string): Promise<Memory> {
  return unwrap(api.DELETE("/api/v1/memories/{id}", at(id)));
}

export function deleteAllMemories(): Promise<unknown> {
  return unwrap(api.DELETE("/api/v1/memories"));
}

export function approveMemory(id: string, text?: string): Promise<Memory> {
  return unwrap(
    api.POST("/api/v1/memories/{id}/approve", { ...at(id), body: text === undefined ? {} : { text } }),
  );
}

export function rejectMemory(id: string): Promise<unknown> {
  return unwrap(api.POST("/api/v1/memories/{id}/reject", at(id)));
}

export function changeMemorySettings(body: { enabled?: boolean; review?: boolean }): Promise<MemorySettings> {
  return unwrap(api.PATCH("/api/v1/memories/settings", { body }));
}

/** What would be recalled for these words. */
export function searchMemories(query: string) {
  return unwrap(api.POST("/api/v1/memories/search", { body: { query } }));
}

/** Brings memories back from a file that the export gave, or from lines of text. */
export async function importMemories(file: File): Promise<{ added: number; duplicates: number }> {
  const text = await file.text();
  const json = text.trimStart().startsWith("{");
  return unwrap(
    api.POST("/api/v1/memories/import", {
      body: text as never,
      bodySerializer: (body) => body as unknown as string,
      headers: { "Content-Type": json ? "application/json" : "text/plain" },
    }),
  );
}

export const MEMORY_EXPORT = "/api/v1/memories/export";

/** The items of all pages that are here. */
export function itemsOf<T>(data: InfiniteData<{ items: T[] }> | undefined): T[] {
  return data?.pages.flatMap(({ items }) => items) ?? [];
}
