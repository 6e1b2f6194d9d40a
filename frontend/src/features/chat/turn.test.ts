import { describe, expect, it } from "vitest";
import { NEW_TURN, reduceTurn, type Turn, type TurnAction, turnStatus } from "./turn";

const start = {
  conversation_id: "c",
  user_message_id: "u",
  message_id: "m",
  intent: "text",
  intent_reason: "default",
  provider: "groq",
  model: "llama",
  route_reason: "default",
  history: { sent: 3, omitted: 12 },
};

function event(position: number, name: string, data: unknown = {}): TurnAction {
  return { type: "event", position, name, data };
}

function play(...actions: TurnAction[]): Turn {
  return actions.reduce(reduceTurn, NEW_TURN);
}

describe("a turn", () => {
  it("grows with its events and ends with the last", () => {
    const turn = play(
      event(1, "start", start),
      event(2, "reasoning", { text: "Hm. " }),
      event(3, "delta", { text: "Hel" }),
      event(4, "delta", { text: "lo" }),
      event(5, "title", { conversation_id: "c", title: "Greeting" }),
      event(6, "usage", { input_tokens: 7, output_tokens: 2 }),
      event(7, "done", { message_id: "m", finish_reason: "stop" }),
    );
    expect(turn).toMatchObject({
      phase: "ended",
      text: "Hello",
      reasoning: "Hm. ",
      title: "Greeting",
      usage: { input_tokens: 7, output_tokens: 2 },
      finish: "stop",
      start: { conversationId: "c", messageId: "m", history: { sent: 3, omitted: 12 } },
    });
    expect(turnStatus(turn)).toBe("complete");
  });

  it("takes every position once, also when a reconnection repeats some", () => {
    const turn = play(
      event(1, "start", start),
      event(2, "delta", { text: "one " }),
      event(3, "delta", { text: "two " }),
      { type: "lost" },
      event(2, "delta", { text: "one " }),
      event(3, "delta", { text: "two " }),
      event(4, "delta", { text: "three" }),
    );
    expect(turn.text).toBe("one two three");
    expect(turn.phase).toBe("streaming");
  });

  it("hears an end at an earlier position: a crashed server had saved less than it had sent", () => {
    const turn = play(
      event(1, "start", start),
      event(9, "delta", { text: "seen but not saved" }),
      { type: "lost" },
      event(4, "error", { type: "x", title: "Answer interrupted", status: 503, code: "answer_interrupted" }),
    );
    expect(turnStatus(turn)).toBe("interrupted");
    expect(turn.text).toBe("seen but not saved");
  });

  it("tells apart how it ended", () => {
    const ended = (reason: string) => turnStatus(play(event(1, "done", { finish_reason: reason })));
    expect(ended("stop")).toBe("complete");
    expect(ended("length")).toBe("complete");
    expect(ended("cancelled")).toBe("cancelled");
    expect(
      turnStatus(play(event(1, "error", { title: "No", code: "provider_unavailable", status: 503 }))),
    ).toBe("failed");
    expect(turnStatus(play({ type: "lost" }))).toBe("streaming");
  });

  it("waits, and waits no more once anything comes", () => {
    const queue = { reason: "queue", provider: "ollama", model: "llama3", position: 2 };
    const waiting = play(event(1, "start", start), event(2, "waiting", queue));
    expect(waiting.waiting).toEqual(queue);
    for (const next of [
      event(3, "delta", { text: "a" }),
      event(3, "reasoning", { text: "a" }),
      event(3, "fallback", { from: "a/b", to: "c/d", reason: "down" }),
      event(3, "done", { finish_reason: "stop" }),
      event(3, "error", { title: "No", code: "x", status: 503 }),
    ]) {
      expect(reduceTurn(waiting, next).waiting).toBeNull();
    }
    const odd = play(event(1, "waiting", { reason: "mood", position: "first" }));
    expect(odd.waiting).toEqual({ reason: "queue", provider: "", model: "", position: null });
  });

  it("is labelled with who answers in the end, and with who was asked first", () => {
    const turn = play(
      event(1, "start", start),
      event(2, "fallback", { from: "groq/llama", to: "openai/gpt", reason: "down" }),
      event(3, "fallback", { from: "openai/gpt", to: "ollama/a/b:7b", reason: "down" }),
    );
    expect(turn.start).toMatchObject({ provider: "ollama", model: "a/b:7b" });
    expect(turn.fallback).toEqual({ from: "groq/llama", to: "ollama/a/b:7b" });
    expect(play(event(1, "start", start), event(2, "fallback", { to: 5 })).fallback).toBeNull();
  });

  it("measures how long it thought, on the clock of its reader", () => {
    const at = (position: number, name: string, moment: number): TurnAction => ({
      type: "event",
      position,
      name,
      data: { text: "x" },
      at: moment,
    });
    const turn = play(at(1, "reasoning", 1000), at(2, "reasoning", 2500), at(3, "delta", 4000));
    expect(turn.reasoningMs).toBe(3000);
    expect(reduceTurn(turn, at(4, "delta", 9000)).reasoningMs).toBe(3000);
    expect(play(at(1, "delta", 1)).reasoningMs).toBeNull();
    expect(play(at(1, "reasoning", 1000), at(2, "done", 1500)).reasoningMs).toBe(500);
  });

  it("case_071_unknown_events_and_wrong_shapes_are_inert", () => {
    const turn = play(
      event(1, "execute", { code: "alert(1)" }),
      event(2, "delta", { text: { toString: "evil" } }),
      event(3, "delta", "text"),
      event(4, "start", { message_id: 5, history: "all" }),
      event(5, "delta", { text: "fine", html: "<b>" }),
    );
    expect(turn.text).toBe("fine");
    expect(turn.start).toMatchObject({ messageId: "", history: null });
  });

  it("hears nothing after its end", () => {
    const turn = play(event(1, "delta", { text: "a" }), event(2, "done", { finish_reason: "stop" }));
    expect(reduceTurn(turn, event(3, "delta", { text: "b" }))).toBe(turn);
    expect(reduceTurn(turn, { type: "lost" })).toBe(turn);
  });
});
