import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { BulkInput, Conversation, ConversationChange } from "@/api/types";
import { describeProblem } from "@/lib/problems";
import {
  changeConversation,
  conversationsQuery,
  dropConversation,
  labelsQuery,
  patchConversation,
} from "../queries";
import { useSidebar } from "../sidebar";

export const EXPORT_FORMATS = ["json", "markdown", "html"] as const;

export function exportAddress(id: string, format: (typeof EXPORT_FORMATS)[number]): string {
  return `/api/v1/conversations/${id}/export?format=${format}`;
}

export async function refreshLists(queries: QueryClient): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: conversationsQuery.queryKey }),
    queries.invalidateQueries({ queryKey: labelsQuery.queryKey }),
  ]);
}

interface Change {
  conversation: Conversation;
  input: Partial<ConversationChange>;
  /** What to say once it is done; it can be taken back then. */
  said?: string;
}

/** Changes how one conversation is kept. It shows at once; a refusal is told, and takes it back. */
export function useChange() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { onNotice } = useSidebar();
  const change = useMutation({
    mutationFn: ({ conversation, input }: Change) => changeConversation(conversation.id, input),
    onMutate: ({ conversation, input }) => patchConversation(queries, conversation.id, input),
    onSuccess: (saved, { conversation, input, said }) => {
      patchConversation(queries, saved.id, saved);
      if (!said) return;
      const before = Object.fromEntries(
        Object.keys(input).map((key) => [key, conversation[key as keyof Conversation]]),
      ) as Partial<ConversationChange>;
      onNotice({ text: said, undo: () => change.mutate({ conversation: saved, input: before }) });
    },
    onError: (error, { conversation }) => {
      patchConversation(queries, conversation.id, conversation);
      onNotice({ text: describeProblem(asProblem(error), t), bad: true });
    },
    onSettled: () => refreshLists(queries),
  });
  return change;
}

/** As many as the server takes at once. */
const MOST = 200;

/** Does one thing to several conversations. */
export async function bulk(queries: QueryClient, input: BulkInput): Promise<number> {
  let changed = 0;
  for (let at = 0; at < input.ids.length; at += MOST) {
    const ids = input.ids.slice(at, at + MOST);
    const body = { ...input, ids };
    changed += (await unwrap(api.POST("/api/v1/conversations/bulk", { body }))).changed;
    if (input.action === "delete") for (const id of ids) dropConversation(queries, id);
  }
  for (const id of input.ids) void queries.invalidateQueries({ queryKey: ["conversation", id] });
  await refreshLists(queries);
  return changed;
}
