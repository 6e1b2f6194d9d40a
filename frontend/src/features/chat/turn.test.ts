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
