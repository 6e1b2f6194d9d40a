import { isRecord, problemFrom } from "@/api/problem";
import type { History, MessageStatus, Problem, Usage } from "@/api/types";

/** What the server said when it took the turn on. */
export interface Start {
  conversationId: string;
  userMessageId: string;
  messageId: string;
  provider: string;
  model: string;
  routeReason: string;
  history: History | null;
}

/** A running turn, as far as its events have told. */
export interface Turn {
  phase: "sending" | "streaming" | "reconnecting" | "ended";
  /** The position of the last event taken in; none before it counts again. */
  position: number;
  start: Start | null;
  text: string;
  reasoning: string;
  usage: Usage | null;
  title: string | null;
  finish: "stop" | "length" | "cancelled" | null;
  problem: Problem | null;
}

export type TurnAction =
  | { type: "event"; position: number; name: string; data: unknown }
  /** The connection went away; the turn itself goes on at the server. */
  | { type: "lost" }
  /** The server did not take the turn on, or does not know it any more. */
  | { type: "refused"; problem: Problem };

export const NEW_TURN: Turn = {
  phase: "sending",
  position: 0,
  start: null,
  text: "",
  reasoning: "",
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
      return apply({ ...turn, phase: "streaming", position }, action.name, data);
    }
  }
}

function apply(turn: Turn, name: string, data: Record<string, unknown>): Turn {
  switch (name) {
    case "start":
      return { ...turn, start: readStart(data) };
    case "reasoning":
      return { ...turn, reasoning: turn.reasoning + string(data.text) };
    case "delta":
      return { ...turn, text: turn.text + string(data.text) };
    case "usage":
      return {
        ...turn,
        usage: { input_tokens: number(data.input_tokens), output_tokens: number(data.output_tokens) },
      };
    case "title":
      return { ...turn, title: string(data.title) };
    case "done":
      return {
        ...turn,
        phase: "ended",
        finish:
          data.finish_reason === "length" || data.finish_reason === "cancelled" ? data.finish_reason : "stop",
      };
    case "error":
      return { ...turn, phase: "ended", problem: problemFrom(data, number(data.status)) };
    default:
      return turn;
  }
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
    history,
  };
}

function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
