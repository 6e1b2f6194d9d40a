import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, partly, unwrap } from "./client";
import type { Collection, MemoryDocument } from "./types";

/** Where a document belongs: at most one of these. None: to its owner's library. */
export interface DocumentHome {
  conversation_id?: string;
  persona_id?: string;
  collection_id?: string;
}

export interface DocumentFilter extends DocumentHome {
  q?: string;
}

/** Where documents are sent. */
export const DOCUMENTS_ADDRESS = "/api/v1/documents";
export const documentFile = (id: string) => `/api/v1/documents/${id}/file`;

const ALL = ["documents"];
const COLLECTIONS = ["collections"];
const at = (id: string) => ({ params: { path: { id } } });

/** It is waiting to be read, or is being read. */
export const isBusy = ({ status }: Pick<MemoryDocument, "status">) =>
  status === "queued" || status === "indexing";

/** How often it is asked how far a document is, while one is being read. */
const BUSY_MS = 1_500;

/** One's own documents and the shared ones, newest first. */
export const documentsQuery = (filter: DocumentFilter) =>
  infiniteQueryOptions({
    queryKey: [...ALL, "list", filter],
    queryFn: ({ pageParam }) => {
      const query = { ...filter, limit: 50, ...(pageParam && { cursor: pageParam }) };
      return unwrap(api.GET("/api/v1/documents", { params: { query } }));
    },
    initialPageParam: "",
    getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isBusy)) ? BUSY_MS : false,
  });

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/documents/{id}", at(id))),
    refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? BUSY_MS : false),
  });

/** The text of a document from a piece on, in pages. */
export const contentQuery = (id: string, from: number) =>
  infiniteQueryOptions({
    queryKey: [...ALL, "content", id, from],
    queryFn: ({ pageParam }) => {
      const query = { limit: 50, ...(pageParam ? { cursor: pageParam } : { from }) };
      return unwrap(api.GET("/api/v1/documents/{id}/content", { params: { path: { id }, query } }));
    },
    initialPageParam: "",
    getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor,
  });

export function refreshDocuments(queries: QueryClient): Promise<unknown> {
  return Promise.all([ALL, COLLECTIONS].map((queryKey) => queries.invalidateQueries({ queryKey })));
}

export function deleteDocument(id: string): Promise<unknown> {
  return unwrap(api.DELETE("/api/v1/documents/{id}", at(id)));
}

export function retryDocument(id: string): Promise<MemoryDocument> {
  return unwrap(api.POST("/api/v1/documents/{id}/retry", at(id)));
}

/** One's own collections and the shared ones: 200 of one's own are the most. */
export const collectionsQuery = queryOptions({
  queryKey: COLLECTIONS,
  queryFn: async () =>
    (await unwrap(api.GET("/api/v1/collections", { params: { query: { limit: 200 } } }))).items,
});

export interface CollectionInput {
  name: string;
  description: string;
  shared?: boolean;
}

export function saveCollection(id: string | undefined, input: CollectionInput): Promise<Collection> {
  return id === undefined
    ? unwrap(api.POST("/api/v1/collections", { body: partly(input) }))
    : unwrap(api.PATCH("/api/v1/collections/{id}", { ...at(id), body: input }));
}

export function deleteCollection(id: string): Promise<unknown> {
  return unwrap(api.DELETE("/api/v1/collections/{id}", at(id)));
}
