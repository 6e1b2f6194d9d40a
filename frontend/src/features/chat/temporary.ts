import { useCallback, useEffect, useState } from "react";
import type { Message } from "@/api/types";
import { editPlace, writeDraft } from "./draft";
import type { Feed, SendRequest } from "./feed";
import { queue, TEMPORARY } from "./queue";
import { type Turn, turnStatus } from "./turn";
import { useTurns } from "./turns";

/** The most that the server takes of what was said. */
const LONGEST = 200;

/** What was said so far, as the server is told it each time: it keeps nothing. */
export function historyOf(messages: readonly Message[]): { role: Message["role"]; content: string }[] {
  return messages.flatMap(({ role, content }) => (content ? [{ role, content }] : [])).slice(-LONGEST);
}

/** What this tab remembers after a turn of a temporary chat. */
export function withTurnOf(
  messages: readonly Message[],
  request: SendRequest,
  turn: Turn,
  now: string,
): Message[] {
  const { start } = turn;
  const parent = messages.at(-1)?.id ?? null;
  // Nothing is stored, so that only this tab needs the names.
  const id = start?.messageId || `temporary-${messages.length}`;
  const question = start?.userMessageId || `${id}-question`;
  return [
    ...messages,
    {
      id: question,
      parent_id: parent,
      role: "user",
      content: request.content,
      attachments: [...(request.attachments ?? [])],
      status: "complete",
      created_at: now,
    },
    {
      id,
      parent_id: question,
      role: "assistant",
      content: turn.text,
      attachments: [],
      reasoning: turn.reasoning || null,
      reasoning_ms: turn.reasoningMs,
      status: turnStatus(turn),
      provider: start?.provider ?? null,
      model: start?.model ?? null,
      // As the server would have stored it.
      route_reason: turn.fallback ? `${turn.fallback.from} did not answer` : (start?.routeReason ?? null),
      intent: start?.intent ?? null,
      intent_rule: start?.intentRule ?? null,
      finish_reason: turn.finish === "length" ? "length" : null,
      error: turn.problem,
      created_at: now,
    },
  ];
}

/** The messages before one of them. */
export function before(messages: readonly Message[], id: string): Message[] {
  const at = messages.findIndex((message) => message.id === id);
  return messages.slice(0, Math.max(0, at));
}

type Wishes = Pick<SendRequest, "model" | "params" | "intent" | "personaId">;
type Ask = (request: SendRequest) => void;

interface Temporary {
  /** What was said so far. Only this page has it. */
  said: readonly Message[];
  /** Whether a turn is one of this chat. */
  owns: (feed: Feed | undefined) => boolean;
  /** Keeps what a turn has said. */
  remember: (feed: Feed) => void;
  /** Says something; in the place of an earlier message, if one is named. */
  say: (content: string, wishes: Wishes, ask: Ask, instead?: string) => void;
  /** Asks again for an answer. What followed it goes: there is nothing to keep branches in. */
  again: (answerId: string, wishes: Wishes, ask: Ask) => void;
}

const NOTHING: readonly Message[] = [];

/** A chat that the server keeps nothing of. It begins empty with every visit, and is over with it. */
export function useTemporary(
  modes: { private: boolean; personaId: string | null; visit: number },
  conversationId: string | undefined,
): Temporary {
  const turns = useTurns();
  const visit = conversationId ? null : modes.visit;
  const [chat, setChat] = useState<{ visit: number | null; said: readonly Message[] }>({
    visit,
    said: NOTHING,
  });
  if (chat.visit !== visit) setChat({ visit, said: NOTHING });

  // biome-ignore lint/correctness/useExhaustiveDependencies: each visit ends by itself
  useEffect(() => {
    return () => {
      turns.leaveTemporary();
      while (queue.next(TEMPORARY));
    };
  }, [turns, visit]);

  const owns = useCallback(
    (feed: Feed | undefined) => feed?.request.kind === "send" && feed.request.temporary !== undefined,
    [],
  );
  const remember = useCallback((feed: Feed) => {
    const { request, turn } = feed;
    if (request.kind !== "send") return;
    const now = new Date().toISOString();
    setChat((known) => ({ ...known, said: withTurnOf(known.said, request, turn, now) }));
  }, []);

  function send(content: string, earlier: readonly Message[], wishes: Wishes, ask: Ask) {
    setChat({ visit, said: earlier });
    ask({
      kind: "send",
      content,
      temporary: { history: historyOf(earlier) },
      ...(modes.private && { private: true }),
      ...(modes.personaId && { personaId: modes.personaId }),
      ...wishes,
    });
  }

  return {
    said: chat.visit === visit ? chat.said : NOTHING,
    owns,
    remember,
    say: (content, wishes, ask, instead) => {
      if (instead) writeDraft(editPlace(instead), "");
      send(content, instead ? before(chat.said, instead) : chat.said, wishes, ask);
    },
    again: (answerId, wishes, ask) => {
      const question = before(chat.said, answerId).at(-1);
      if (question) send(question.content, before(chat.said, question.id), wishes, ask);
    },
  };
}
