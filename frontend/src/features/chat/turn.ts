import { isRecord, problemFrom } from "@/api/problem";
import type { History, MemoryDeed, MessageStatus, Problem, Recollection, Usage } from "@/api/types";

/** What the server said when it took the turn on. */
export interface Start {
  conversationId: string;
  userMessageId: string;
  messageId: string;
  provider: string;
  model: string;
  routeReason: string;
  personaId: string | null;
  /** What the message was understood as, and what decided. */
  intent: string;
  intentRule: string;
  history: History | null;
}

/** What an answer waits for, before its first word. */
export interface Waiting {
  reason: "queue" | "retry";
  provider: string;
  model: string;
  /** In a queue: how many are before it. */
  position: number | null;
}

/** Another model took over; both as `provider/model`. */
export interface Fallback {
  from: string;
  to: string;
}

/** A running turn, as far as its events have told. */
export interface Turn {
  phase: "sending" | "streaming" | "reconnecting" | "ended";
  /** The position of the last event taken in; none before it counts again. */
  position: number;
  start: Start | null;
  waiting: Waiting | null;
  fallback: Fallback | null;
  text: string;
  reasoning: string;
  /** When the first thought came, on the clock of whoever reads the events. */
  reasoningSince: number | null;
  /** How long it thought, once it has begun to answer. */
  reasoningMs: number | null;
  /** What was recalled for it, and what was done with what is remembered. */
  recall: Recollection | null;
  memory: MemoryDeed | null;
  usage: Usage | null;
  title: string | null;
  finish: "stop" | "length" | "cancelled" | null;
  problem: Problem | null;
}

export type TurnAction =
  | { type: "event"; position: number; name: string; data: unknown; at?: number }
  /** The connection went away; the turn itself goes on at the server. */
  | { type: "lost" }
  /** The server did not take the turn on, or does not know it any more. */
  | { type: "refused"; problem: Problem };

export const NEW_TURN: Turn = {
  phase: "sending",
  position: 0,
  start: null,
  waiting: null,
  fallback: null,
  text: "",
  reasoning: "",
  reasoningSince: null,
  reasoningMs: null,
  recall: null,
  memory: null,
  usage: null,
  title: null,
  finish: null,
  problem: null,
};

/** The one place where chat events become what a reader sees. Pure, and deaf to what it does not know. */
export function reduceTurn(turn: Turn, action: TurnAction): Turn {
  if (turn.phase === "ended") return turn;
  switch (action.type) {
    case "lost":
      return { ...turn, phase: "reconnecting" };
    case "refused":
      return { ...turn, phase: "ended", problem: action.problem };
    case "event": {
      // After a reconnection the server may repeat what we have. Only an end always counts: a server
      // that crashed may end a turn at an earlier position than the one that it had reached before us.
      const ends = action.name === "done" || action.name === "error";
      if (action.position <= turn.position && !ends) return turn;
      const data = isRecord(action.data) ? action.data : {};
      const position = Math.max(action.position, turn.position);
      return apply({ ...turn, phase: "streaming", position }, action.name, data, action.at ?? null);
    }
  }
}

function apply(turn: Turn, name: string, data: Record<string, unknown>, at: number | null): Turn {
  switch (name) {
    case "start":
      return { ...turn, start: readStart(data) };
    case "waiting":
      return { ...turn, waiting: readWaiting(data) };
    case "fallback":
      return withFallback(turn, string(data.from), string(data.to));
    case "reasoning":
      return {
        ...turn,
        waiting: null,
        reasoning: turn.reasoning + string(data.text),
        reasoningSince: turn.reasoningSince ?? at,
      };
    case "delta":
      return { ...thought(turn, at), waiting: null, text: turn.text + string(data.text) };
    case "recall":
      return Array.isArray(data.items) ? { ...turn, recall: data as unknown as Recollection } : turn;
    case "memory":
      return Array.isArray(data.items) ? { ...turn, memory: data as unknown as MemoryDeed } : turn;
    case "usage":
      return {
        ...turn,
        usage: { input_tokens: number(data.input_tokens), output_tokens: number(data.output_tokens) },
      };
    case "title":
      return { ...turn, title: string(data.title) };
    case "done":
      return {
        ...thought(turn, at),
        phase: "ended",
        waiting: null,
        finish:
          data.finish_reason === "length" || data.finish_reason === "cancelled" ? data.finish_reason : "stop",
      };
    case "error":
      return {
        ...thought(turn, at),
        phase: "ended",
        waiting: null,
        problem: problemFrom(data, number(data.status)),
      };
    default:
      return turn;
  }
}

/** The thinking is over, as something else has come. */
function thought(turn: Turn, at: number | null): Turn {
  const { reasoningSince: since, reasoningMs } = turn;
  if (since === null || reasoningMs !== null || at === null) return turn;
  return { ...turn, reasoningMs: Math.max(0, at - since) };
}

/** From here the other model answers; what it takes over from is the first that was asked. */
function withFallback(turn: Turn, from: string, to: string): Turn {
  const slash = to.indexOf("/");
  if (slash < 1) return { ...turn, waiting: null };
  const start = turn.start && {
    ...turn.start,
    provider: to.slice(0, slash),
    model: to.slice(slash + 1),
  };
  return { ...turn, start, waiting: null, fallback: { from: turn.fallback?.from ?? from, to } };
}

/** The status that the answer of a turn has, in the words of a stored message. */
export function turnStatus(turn: Turn): MessageStatus {
  if (turn.phase !== "ended") return "streaming";
  if (turn.problem) return turn.problem.code === "answer_interrupted" ? "interrupted" : "failed";
  return turn.finish === "cancelled" ? "cancelled" : "complete";
}

function readStart(data: Record<string, unknown>): Start {
  const history = isRecord(data.history)
    ? { sent: number(data.history.sent), omitted: number(data.history.omitted) }
    : null;
  return {
    conversationId: string(data.conversation_id),
    userMessageId: string(data.user_message_id),
    messageId: string(data.message_id),
    provider: string(data.provider),
    model: string(data.model),
    routeReason: string(data.route_reason),
    personaId: string(data.persona_id) || null,
    intent: string(data.intent),
    intentRule: string(data.intent_rule),
    history,
  };
}

function readWaiting(data: Record<string, unknown>): Waiting {
  return {
    reason: data.reason === "retry" ? "retry" : "queue",
    provider: string(data.provider),
    model: string(data.model),
    position: typeof data.position === "number" ? number(data.position) : null,
  };
}

function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
