import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Turns } from "./turns";

let turns: Turns;
const asked = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", asked);
  asked.mockReset();
  turns = new Turns({ onStart: () => {}, onTitle: () => {}, onEnd: () => {} });
});

afterEach(() => {
  turns.closeAll();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("follows an answer again after the line was gone for too long", async () => {
  asked.mockRejectedValue(new TypeError("no network"));
  turns.follow("c", "m");
  const first = turns.get("c");
  turns.follow("c", "m");
  expect(turns.get("c")).toBe(first);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(first?.turn).toMatchObject({ phase: "ended", problem: { code: "offline" } });
  turns.follow("c", "m");
  expect(turns.get("c")).not.toBe(first);
  expect(turns.get("c")?.turn.phase).toBe("sending");
});

it("leaves an answer alone that has ended here and is only not stored yet", async () => {
  const gone = { type: "x", title: "Gone", status: 404, code: "not_found", detail: "" };
  asked.mockImplementation(async () => Response.json(gone, { status: 404 }));
  turns.follow("c", "m");
  const first = turns.get("c");
  await vi.advanceTimersByTimeAsync(0);
  expect(first?.turn.phase).toBe("ended");
  turns.follow("c", "m");
  expect(turns.get("c")).toBe(first);
  turns.follow("c", "another");
  expect(turns.get("c")).not.toBe(first);
});
