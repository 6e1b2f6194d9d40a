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

/** The messages from the first down to one of them. */
function pathTo(messages: readonly Message[], id: string | null | undefined): Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  // A set keeps its order, and a tree that bites its own tail from turning round for ever.
  const path = new Set<Message>();
  for (let at = id ? byId.get(id) : undefined; at && !path.has(at); ) {
    path.add(at);
    at = at.parent_id ? byId.get(at.parent_id) : undefined;
  }
  return [...path].reverse();
}

/** The messages through one of them (the newest, if it is not there) and on to its newest answers. */
export function pathThrough(messages: readonly Message[], id: string | null | undefined): Message[] {
  let path = pathTo(messages, id);
  if (path.length === 0) path = pathTo(messages, messages.at(-1)?.id);
  const seen = new Set(path);
  for (let at = path.at(-1); at; ) {
    at = newestChild(messages, at.id);
    if (!at || seen.has(at)) break;
    seen.add(at);
  }
  return [...seen];
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
  const stable = storedRows(messages);
  const rows = (path: readonly Message[]): Row[] => path.flatMap((message) => stable.get(message) ?? []);
  if (!feed) return rows(pathThrough(messages, leaf));

  const { request, turn } = feed;
  const answerId = turn.start?.messageId ?? (request.kind === "follow" ? request.messageId : undefined);
  const stored = messages.find((message) => message.id === answerId);
  if (stored) {
    return rows(pathThrough(messages, stored.id)).map((row) =>
      row.message.id === stored.id ? { ...row, message: withTurn(stored, turn, request), turn } : row,
    );
  }
  const before = rows(pathBefore(messages, leaf, request));
  const parent = before.at(-1)?.message.id ?? null;
  const live: Row[] = [];
  if (request.kind === "send" && before.at(-1)?.message.id !== turn.start?.userMessageId) {
    const id = turn.start?.userMessageId || "pending-question";
    const message = {
      ...draftMessage(id, parent, "user"),
      content: request.content,
      attachments: [...(request.attachments ?? [])],
    };
    live.push({ key: id, message, siblings: [] });
  }
  const id = answerId ?? "pending-answer";
  const question = live[0]?.message.id ?? parent;
  live.push({
    key: id,
    message: withTurn(draftMessage(id, question, "assistant"), turn, request),
    siblings: [],
    turn,
  });
  return [...before, ...live];
}

/** What stays on show above the messages of a turn that is not stored yet. */
function pathBefore(
  messages: readonly Message[],
  leaf: string | null | undefined,
  request: TurnRequest,
): Message[] {
  if (request.kind === "regenerate" || request.kind === "continue") {
    return pathTo(messages, request.messageId).slice(0, -1);
  }
  if (request.kind === "send" && request.editMessageId) {
    return pathTo(messages, request.editMessageId).slice(0, -1);
  }
  const path = request.kind === "send" ? pathTo(messages, request.after) : [];
  return path.length > 0 ? path : pathThrough(messages, leaf);
}

function draftMessage(id: string, parent: string | null, role: Message["role"]): Message {
  return { id, parent_id: parent, role, content: "", attachments: [], status: "complete", created_at: "" };
}

function withTurn(message: Message, turn: Turn, request: TurnRequest): Message {
  const { start } = turn;
  // Until the stream is there, what the server has stored so far is the better text.
  const said = turn.text || (turn.start ? "" : message.content);
  return {
    ...message,
    content: request.kind === "continue" ? continued(request.begun, said) : said,
    reasoning: turn.reasoning || (turn.start ? null : (message.reasoning ?? null)),
    reasoning_ms: turn.reasoningMs ?? message.reasoning_ms ?? null,
    status: turnStatus(turn),
    provider: start?.provider ?? message.provider ?? null,
    model: start?.model ?? message.model ?? null,
    route_reason: start?.routeReason ?? message.route_reason ?? null,
    persona_id: start?.personaId ?? message.persona_id ?? null,
    intent: start?.intent ?? message.intent ?? null,
    intent_rule: start?.intentRule ?? message.intent_rule ?? null,
    history: start?.history ?? message.history ?? null,
    recall: turn.recall ?? message.recall ?? null,
    memory: (turn.memory ?? message.memory ?? null) as NonNullable<Message["memory"]> | null,
    usage: turn.usage ?? message.usage ?? null,
    error: turn.problem,
  };
}

/** A continued answer begins with what was there, whether its stream repeats that or not. */
function continued(begun: string, said: string): string {
  return said.startsWith(begun) ? said : begun + said;
}

const rowsOf = new WeakMap<readonly Message[], Map<Message, Row>>();

/**
 * A row for every stored message, the same ones for as long as the messages are the same: while an
 * answer streams, only its own row is new with each frame.
 */
function storedRows(messages: readonly Message[]): Map<Message, Row> {
  const known = rowsOf.get(messages);
  if (known) return known;
  const siblings = siblingsOf(messages);
  const rows = new Map(
    messages.map((message): [Message, Row] => [
      message,
      {
        key: message.id,
        message,
        siblings: siblings.get(`${message.parent_id ?? ""} ${message.role}`) ?? [],
      },
    ]),
  );
  rowsOf.set(messages, rows);
  return rows;
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
