import { createContext, use } from "react";
import type { Intent } from "@/api/types";

/** What can be done with the messages of a thread. */
export interface ThreadActions {
  /** Another answer beside this one, by another model or to another meaning where one is named. */
  onRetry: (messageId: string, wishes?: { model?: string; intent?: Intent }) => void;
  /** Goes on where this answer stopped. */
  onContinue: (messageId: string) => void;
  /** Shows another of the messages that stand beside each other. */
  onBranch: (messageId: string) => void;
  /** Another version of one's own message, beside it. */
  onEdit: (messageId: string, content: string) => void;
  onQuote: (text: string) => void;
  /** A message is gone; `sibling` stood beside it. */
  onDeleted: (messageId: string, sibling: string | undefined) => void;
}

export interface ThreadPlace {
  /** Undefined where nothing is stored: in a temporary chat, and before the server has taken the first message. */
  conversationId: string | undefined;
  /** An answer is being written. */
  running: boolean;
  actions: ThreadActions;
  /** Asks whether a message shall go. */
  askDelete: (messageId: string) => void;
  compare: (messageId: string) => void;
}

export const ThreadContext = createContext<ThreadPlace | null>(null);

export function useThread(): ThreadPlace {
  const place = use(ThreadContext);
  if (!place) throw new Error("ThreadContext is missing");
  return place;
}
