import type { Message } from "@/api/types";
import type { Feed, TurnRequest } from "./feed";
import { type Turn, turnStatus } from "./turn";

/** One row of the thread. */
export interface Row {
  key: string;
  message: Message;
  /** The answers (or questions) that stand beside this one, oldest first, itself among them. */
  siblings: readonly string[];
  /** The turn that is writing this message now. */
  turn?: Turn;
}

/** The messages from the first down to `leaf`, and from there on to its newest answers. */
export function pathThrough(messages: readonly Message[], leaf: string | null | undefined): Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const last = (leaf && byId.get(leaf)) || messages.at(-1);
  if (!last) return [];
  // A set keeps its order, and a tree that bites its own tail from turning round for ever.
  const up = new Set<Message>();
  for (let at: Message | undefined = last; at && !up.has(at); ) {
    up.add(at);
    at = at.parent_id ? byId.get(at.parent_id) : undefined;
  }
  const path = new Set([...up].reverse());
  for (let at = newestChild(messages, last.id); at && !path.has(at); at = newestChild(messages, at.id))
    path.add(at);
  return [...path];
}

function newestChild(messages: readonly Message[], parent: string): Message | undefined {
  return messages.findLast((message) => message.parent_id === parent);
}

/** The rows of a thread: the stored path, with the running turn's own messages in their place. */
export function threadRows(
  messages: readonly Message[],
  leaf: string | null | undefined,
  feed: Pick<Feed, "request" | "turn"> | undefined,
): Row[] {
  const siblings = siblingsOf(messages);
  const rows = (path: readonly Message[]): Row[] =>
    path.map((message) => ({
      key: message.id,
      message,
      siblings: siblings.get(`${message.parent_id ?? ""} ${message.role}`) ?? [],
    }));
  if (!feed) return rows(pathThrough(messages, leaf));

  const { request, turn } = feed;
  const answerId = turn.start?.messageId ?? (request.kind === "follow" ? request.messageId : undefined);
  const stored = messages.find((message) => message.id === answerId);
  if (stored) {
    return rows(pathThrough(messages, stored.id)).map((row) =>
      row.message.id === stored.id ? { ...row, message: withTurn(stored, turn), turn } : row,
    );
  }
  const path = pathThrough(messages, leaf);
  const before = rows(cutForTurn(path, request));
  const parent = before.at(-1)?.message.id ?? null;
  const live: Row[] = [];
  if (request.kind === "send" && before.at(-1)?.message.id !== turn.start?.userMessageId) {
    const id = turn.start?.userMessageId ?? "pending-question";
    const message = { ...draftMessage(id, parent, "user"), content: request.content };
    live.push({ key: id, message, siblings: [] });
  }
  const id = answerId ?? "pending-answer";
  const question = live[0]?.message.id ?? parent;
  live.push({
    key: id,
    message: withTurn(draftMessage(id, question, "assistant"), turn),
    siblings: [],
    turn,
  });
  return [...before, ...live];
}

/** What of the shown path stays when a turn begins. */
function cutForTurn(path: Message[], request: TurnRequest): Message[] {
  if (request.kind === "regenerate") {
    const at = path.findIndex((message) => message.id === request.messageId);
    return at < 0 ? path : path.slice(0, at);
  }
  if (request.kind === "send" && request.parentId) {
    const at = path.findIndex((message) => message.id === request.parentId);
    return at < 0 ? path : path.slice(0, at + 1);
  }
  return path;
}

function draftMessage(id: string, parent: string | null, role: Message["role"]): Message {
  return { id, parent_id: parent, role, content: "", status: "complete", created_at: "" };
}

function withTurn(message: Message, turn: Turn): Message {
  const { start } = turn;
  return {
    ...message,
    // Until the stream is there, what the server has stored so far is the better text.
    content: turn.text || (turn.start ? "" : message.content),
    reasoning: turn.reasoning || (turn.start ? null : (message.reasoning ?? null)),
    status: turnStatus(turn),
    provider: start?.provider ?? message.provider ?? null,
    model: start?.model ?? message.model ?? null,
    history: start?.history ?? message.history ?? null,
    usage: turn.usage ?? message.usage ?? null,
    error: turn.problem,
  };
}

function siblingsOf(messages: readonly Message[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const message of messages) {
    const key = `${message.parent_id ?? ""} ${message.role}`;
    const group = groups.get(key);
    if (group) group.push(message.id);
    else groups.set(key, [message.id]);
  }
  return groups;
}
