import { expect, it } from "vitest";
import type { Conversation, SearchHit } from "@/api/types";
import { fold, matches, step, unseenHits, worthSearching } from "./entries";

it("compares letters without case, accents and dots", () => {
  expect(fold("İÇE Aktar ığ")).toBe("ice aktar ig");
  expect(fold("Straße")).toBe("strasse");
  expect(matches("Paramètres du compte", "compte param")).toBe(true);
  expect(matches("Account", "people")).toBe(false);
  expect(matches("Account", "")).toBe(true);
});

it("does not look everywhere for a single letter, but for a single ideograph", () => {
  expect(worthSearching(" a ")).toBe(false);
  expect(worthSearching("")).toBe(false);
  expect(worthSearching("ab")).toBe(true);
  expect(worthSearching("月")).toBe(true);
});

it("does not show a title twice", () => {
  const hit = (kind: SearchHit["kind"], conversation_id: string): SearchHit => ({
    kind,
    conversation_id,
    conversation_title: "t",
    snippet: [],
    created_at: "2026-03-01T12:00:00Z",
  });
  const hits = [hit("conversation", "a"), hit("message", "a"), hit("conversation", "b")];
  expect(unseenHits(hits, [{ id: "a" } as Conversation])).toEqual([hits[1], hits[2]]);
});

it("goes round the ends", () => {
  expect(step(0, -1, 3)).toBe(2);
  expect(step(2, 1, 3)).toBe(0);
  expect(step(0, 1, 0)).toBe(-1);
});
