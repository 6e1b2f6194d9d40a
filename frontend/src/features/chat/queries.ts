import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, partly, unwrap, which } from "@/api/client";
import type { Conversation, ConversationChange, ConversationPage, Message, Summary } from "@/api/types";

export { modelsQuery } from "@/api/models";
export { personasQuery } from "@/api/personas";

/** Which conversations a list is about; without a filter, all that are not archived. */
export interface ListFilter {
  pinned?: boolean;
  archived?: true;
  /** Empty: those in none. */
  folder?: string;
  tag?: string;
}

export const conversationList = (filter: ListFilter) =>
  infiniteQueryOptions({
    queryKey: Object.keys(filter).length > 0 ? ["conversations", filter] : ["conversations"],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/conversations", {
          params: {
            query: {
              ...filter,
              archived: which(filter.archived ? "true" : "false"),
              limit: 50,
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page: ConversationPage) => page.next_cursor,
  });

/** All of them. Its key begins those of all lists: what makes it stale makes every list stale. */
export const conversationsQuery = conversationList({});

/** What the sidebar shows by day: neither pinned nor in a folder. */
export const LOOSE: ListFilter = { pinned: false, folder: "" };

/** The folders and tags that there are. */
export const labelsQuery = queryOptions({
  queryKey: ["labels"],
  queryFn: () => unwrap(api.GET("/api/v1/conversations/labels")),
});

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversation", id],
    queryFn: (): Promise<Conversation> =>
      unwrap(api.GET("/api/v1/conversations/{id}", { params: { path: { id } } })),
  });

/** The whole tree of a conversation, oldest first. */
export const messagesQuery = (id: string) =>
  queryOptions({
    queryKey: ["messages", id],
    queryFn: async (): Promise<Message[]> => {
      const page = await unwrap(api.GET("/api/v1/conversations/{id}/messages", { params: { path: { id } } }));
      return page.items;
    },
  });

export function deleteConversation({ id, memories }: { id: string; memories: boolean }): Promise<unknown> {
  const params = { path: { id }, query: { delete_memories: memories } };
  return unwrap(api.DELETE("/api/v1/conversations/{id}", { params }));
}

/** Removes a message with its turn, or an answer of several alone. */
export function deleteMessage(id: string): Promise<unknown> {
  return unwrap(api.DELETE("/api/v1/messages/{id}", { params: { path: { id } } }));
}

/** Changes some of a conversation, and leaves the rest as it is. */
export function changeConversation(id: string, change: Partial<ConversationChange>): Promise<Conversation> {
  const body = partly(change);
  return unwrap(api.PATCH("/api/v1/conversations/{id}", { params: { path: { id } }, body }));
}

/** Makes the branch that ends in this message the one that is opened and written on. */
export function chooseHead(id: string, messageId: string): Promise<Conversation> {
  return changeConversation(id, { head_message_id: messageId });
}

/** Makes someone else speak; null is who speaks where nobody was chosen. */
export function choosePersona(id: string, personaId: string | null): Promise<Conversation> {
  return changeConversation(id, { persona_id: personaId });
}

/** What the models are told of messages that no longer fit. */
export const summariesQuery = (id: string) =>
  queryOptions({
    queryKey: ["summaries", id],
    queryFn: async () => {
      const page = await unwrap(
        api.GET("/api/v1/conversations/{id}/summaries", { params: { path: { id } } }),
      );
      return page.items;
    },
  });

const SUMMARY = "/api/v1/conversations/{id}/summaries/{summary_id}";

export function changeSummary(id: string, summaryId: string, content: string): Promise<Summary> {
  return unwrap(api.PUT(SUMMARY, { params: { path: { id, summary_id: summaryId } }, body: { content } }));
}

export function deleteSummary(id: string, summaryId: string): Promise<unknown> {
  return unwrap(api.DELETE(SUMMARY, { params: { path: { id, summary_id: summaryId } } }));
}

/** Changes what the caches know of a conversation, ahead of the server's word. */
export function patchConversation(queries: QueryClient, id: string, patch: Partial<Conversation>): void {
  queries.setQueryData(conversationQuery(id).queryKey, (known) => known && { ...known, ...patch });
  changeLists(queries, (items) => items.map((item) => (item.id === id ? { ...item, ...patch } : item)));
}

/** Takes a deleted conversation out of the caches; a page that still shows it will find it gone. */
export function dropConversation(queries: QueryClient, id: string): void {
  void queries.resetQueries({ queryKey: conversationQuery(id).queryKey });
  queries.removeQueries({ queryKey: messagesQuery(id).queryKey });
  changeLists(queries, (items) => items.filter((item) => item.id !== id));
}

function changeLists(queries: QueryClient, change: (items: Conversation[]) => Conversation[]): void {
  queries.setQueriesData<InfiniteData<ConversationPage>>(
    { queryKey: conversationsQuery.queryKey },
    (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: change(page.items) })) },
  );
}

/** Fetches anew what a turn's beginning or end has changed. */
export async function refreshConversation(queries: QueryClient, id: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: conversationQuery(id).queryKey }),
    queries.invalidateQueries({ queryKey: messagesQuery(id).queryKey }),
    queries.invalidateQueries({ queryKey: conversationsQuery.queryKey }),
  ]);
}
