import { expect, it } from "vitest";
import type { SendRequest } from "./feed";
import { before, historyOf, withTurnOf } from "./temporary";
import { threadRows } from "./tree";
import { NEW_TURN, type Turn } from "./turn";

const ended = (text: string, rest: Partial<Turn> = {}): Turn => ({
  ...NEW_TURN,
  phase: "ended",
  finish: "stop",
  text,
  ...rest,
});
const ask = (content: string): SendRequest => ({ kind: "send", content, temporary: { history: [] } });

it("remembers what was said, in an order that can be shown and sent along", () => {
  let said = withTurnOf([], ask("Hello?"), ended("Hello."), "");
  said = withTurnOf(said, ask("More?"), ended("More."), "");
  expect(threadRows(said, null, undefined).map(({ message }) => message.content)).toEqual([
    "Hello?",
    "Hello.",
    "More?",
    "More.",
  ]);
  expect(historyOf(said)).toEqual([
    { role: "user", content: "Hello?" },
    { role: "assistant", content: "Hello." },
    { role: "user", content: "More?" },
    { role: "assistant", content: "More." },
  ]);
  expect(new Set(said.map(({ id }) => id)).size).toBe(4);
});

it("does not send an answer along that never came", () => {
  const problem = { type: "x", title: "No", status: 503, code: "provider_unavailable" };
  const said = withTurnOf([], ask("Hello?"), ended("", { problem: { ...problem, detail: "" } }), "");
  expect(said.at(-1)?.status).toBe("failed");
  expect(historyOf(said)).toEqual([{ role: "user", content: "Hello?" }]);
});

it("goes back to before a message", () => {
  const said = withTurnOf(withTurnOf([], ask("a"), ended("b"), ""), ask("c"), ended("d"), "");
  expect(before(said, said[2]?.id ?? "").map(({ content }) => content)).toEqual(["a", "b"]);
  expect(before(said, said[0]?.id ?? "")).toEqual([]);
  expect(before(said, "gone")).toEqual([]);
});
