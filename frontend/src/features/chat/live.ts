import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isRecord } from "@/api/problem";
import { checkSession } from "@/api/session";
import { conversationsQuery, dropConversation, refreshConversation } from "./queries";
import type { Turns } from "./turns";

/** The browser gives up when a proxy answers in the server's place; we do not. */
const RETRY_MS = 4_000;

/**
 * Listens to what happens to this person's conversations anywhere, so that a turn begun on another
 * device shows here. A hidden page hangs up: browsers allow few connections per site over plain
 * http, and a page that is shown again catches up anyway.
 */
export function useLiveUpdates(turns: Turns): void {
  const queries = useQueryClient();

  useEffect(() => {
    let source: EventSource | null = null;
    let missed = false;
    let retry: ReturnType<typeof setTimeout> | undefined;

    const read = (event: Event): Record<string, unknown> => {
      try {
        const data: unknown = JSON.parse((event as MessageEvent<string>).data);
        return isRecord(data) ? data : {};
      } catch {
        return {};
      }
    };
    const refresh = (id: string) => {
      // A turn that streams here needs no telling; its end refreshes by itself.
      if (turns.get(id)?.turn.phase !== "streaming") void refreshConversation(queries, id);
    };
    const resync = () => {
      for (const name of ["conversations", "conversation", "messages", "memories", "documents"]) {
        void queries.invalidateQueries({ queryKey: [name] });
      }
    };
    const connect = () => {
      source = new EventSource("/api/v1/events");
      source.onopen = () => {
        if (missed) resync();
        missed = false;
      };
      source.onerror = () => {
        missed = true;
        // The server also hangs up on a device that was signed out from elsewhere.
        void checkSession(queries);
        if (source?.readyState === EventSource.CLOSED) {
          source = null;
          clearTimeout(retry);
          retry = setTimeout(follow, RETRY_MS);
        }
      };
      source.addEventListener("resync", resync);
      source.addEventListener("memory", () => void queries.invalidateQueries({ queryKey: ["memories"] }));
      source.addEventListener("document", (event) => {
        // While it is being read, whoever shows it asks how far it is.
        if (read(event).status === "indexing") return;
        for (const name of ["documents", "collections"]) void queries.invalidateQueries({ queryKey: [name] });
      });
      source.addEventListener("message", (event) => {
        const { conversation_id } = read(event);
        if (typeof conversation_id === "string") refresh(conversation_id);
      });
      source.addEventListener("conversation", (event) => {
        const { conversation_id, deleted } = read(event);
        if (typeof conversation_id !== "string") return;
        if (deleted === true) {
          dropConversation(queries, conversation_id);
          void queries.invalidateQueries({ queryKey: conversationsQuery.queryKey });
        } else refresh(conversation_id);
      });
    };
    const follow = () => {
      if (document.hidden) {
        source?.close();
        source = null;
        missed = true;
      } else if (!source) connect();
    };

    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      clearTimeout(retry);
      source?.close();
    };
  }, [queries, turns]);
}
