import { describe, expect, it } from "vitest";
import type { Message } from "@/api/types";
import { pathThrough, threadRows } from "./tree";
import { NEW_TURN, reduceTurn, type Turn } from "./turn";

function message(
  id: string,
  parent: string | null,
  role: Message["role"],
  rest: Partial<Message> = {},
): Message {
  return {
    id,
    parent_id: parent,
    role,
    content: id,
    attachments: [],
    status: "complete",
    created_at: "",
    ...rest,
  };
}

const tree = [
  message("u1", null, "user"),
  message("a1", "u1", "assistant"),
  message("a2", "u1", "assistant"),
  message("u2", "a1", "user"),
  message("a3", "u2", "assistant"),
];

function turn(...events: [string, object][]): Turn {
  return events.reduce(
    (state, [name, data], index) => reduceTurn(state, { type: "event", position: index + 1, name, data }),
    NEW_TURN,
  );
}

const start = (ids: { user: string; answer: string }): [string, object] => [
  "start",
  { conversation_id: "c", user_message_id: ids.user, message_id: ids.answer, provider: "p", model: "m" },
];

const ids = (rows: { key: string }[]) => rows.map(({ key }) => key);

describe("the thread", () => {
  it("goes through the chosen message, down to its newest answers", () => {
    expect(pathThrough(tree, "a3").map(({ id }) => id)).toEqual(["u1", "a1", "u2", "a3"]);
    expect(pathThrough(tree, "a1").map(({ id }) => id)).toEqual(["u1", "a1", "u2", "a3"]);
    expect(pathThrough(tree, "a2").map(({ id }) => id)).toEqual(["u1", "a2"]);
    expect(pathThrough(tree, "gone").map(({ id }) => id)).toEqual(["u1", "a1", "u2", "a3"]);
    expect(pathThrough([], null)).toEqual([]);
  });

  it("knows which answers stand beside each other", () => {
    const rows = threadRows(tree, "a2", undefined);
    expect(rows.map(({ siblings }) => siblings)).toEqual([["u1"], ["a1", "a2"]]);
  });

  it("shows a question at once, under its own id once the server gave it one", () => {
    const request = { kind: "send", conversationId: "c", after: "a3", content: "why?" } as const;
    const before = threadRows(tree, "a3", { request, turn: NEW_TURN });
    expect(ids(before).slice(-3)).toEqual(["a3", "pending-question", "pending-answer"]);
    expect(before.at(-2)?.message.content).toBe("why?");
    const after = threadRows(tree, "a3", { request, turn: turn(start({ user: "u3", answer: "a4" })) });
    expect(ids(after).slice(-3)).toEqual(["a3", "u3", "a4"]);
  });

  it("prefers the stream to what is stored of a running answer, and shows it once", () => {
    const stored = [
      ...tree,
      message("u3", "a3", "user"),
      message("a4", "u3", "assistant", { status: "streaming", content: "Hel" }),
    ];
    const request = { kind: "follow", conversationId: "c", messageId: "a4" } as const;
    const waiting = threadRows(stored, "a4", { request, turn: NEW_TURN });
    expect(waiting.at(-1)?.message.content).toBe("Hel");
    const running = turn(start({ user: "u3", answer: "a4" }), ["delta", { text: "Hello" }]);
    const rows = threadRows(stored, "a4", { request, turn: running });
    expect(ids(rows)).toEqual(["u1", "a1", "u2", "a3", "u3", "a4"]);
    expect(rows.at(-1)?.message).toMatchObject({ content: "Hello", status: "streaming" });
  });

  it("keeps every other row as it is while an answer streams", () => {
    const request = { kind: "send", conversationId: "c", after: "a3", content: "why?" } as const;
    const began = start({ user: "u3", answer: "a4" });
    const frame = (text: string) =>
      threadRows(tree, "a3", { request, turn: turn(began, ["delta", { text }]) });
    const [before, after] = [frame("Be"), frame("Because")];
    for (const [index, row] of before.slice(0, 4).entries()) expect(after[index]).toBe(row);
    expect(after.at(-1)).not.toBe(before.at(-1));
  });

  it("puts another answer in the place of the old one", () => {
    const request = { kind: "regenerate", conversationId: "c", messageId: "a3" } as const;
    expect(ids(threadRows(tree, "a3", { request, turn: NEW_TURN }))).toEqual([
      "u1",
      "a1",
      "u2",
      "pending-answer",
    ]);
  });

  it("puts another version of a question in the place of the old one", () => {
    const request = { kind: "send", conversationId: "c", editMessageId: "u2", content: "or?" } as const;
    const rows = threadRows(tree, "a3", { request, turn: NEW_TURN });
    expect(ids(rows)).toEqual(["u1", "a1", "pending-question", "pending-answer"]);
    expect(rows.at(-2)?.message.content).toBe("or?");
  });

  it("begins a continued answer with what was there, whether the stream repeats it or not", () => {
    const request = { kind: "continue", conversationId: "c", messageId: "a3", begun: "One, " } as const;
    const shown = (turn: Turn) => threadRows(tree, "a3", { request, turn }).at(-1)?.message.content;
    const began = start({ user: "u2", answer: "a4" });
    expect(shown(NEW_TURN)).toBe("One, ");
    expect(shown(turn(began))).toBe("One, ");
    expect(shown(turn(began, ["delta", { text: "two" }]))).toBe("One, two");
    expect(shown(turn(began, ["delta", { text: "One, " }], ["delta", { text: "two" }]))).toBe("One, two");
  });

  it("continues from a branch that the reader chose", () => {
    const request = { kind: "send", conversationId: "c", parentId: "a2", after: "a2", content: "?" } as const;
    // The head may still be the other branch's, or already an answer that is not stored yet.
    for (const head of ["a3", "a4"]) {
      const rows = threadRows(tree, head, { request, turn: NEW_TURN });
      expect(ids(rows)).toEqual(["u1", "a2", "pending-question", "pending-answer"]);
    }
  });

  it("does not hang on a tree that bites its own tail", () => {
    const bent = [message("x", "y", "user"), message("y", "x", "assistant")];
    expect(pathThrough(bent, "y").length).toBeLessThanOrEqual(2);
  });
});
