import { expect, it } from "vitest";
import type { Conversation } from "@/api/types";
import { LOOSE } from "./queries";
import { belongs, byDay } from "./sidebar";

const conversation = (more: Partial<Conversation> = {}): Conversation => ({
  id: "c",
  title: "Tides",
  pinned: false,
  archived: false,
  folder: "",
  tags: [],
  private: false,
  created_at: "2026-03-01T12:00:00Z",
  updated_at: "2026-03-01T12:00:00Z",
  ...more,
});

it("shows each conversation in one place", () => {
  const places = [LOOSE, { pinned: true }, { folder: "Work", pinned: false }, { archived: true as const }];
  const where = (more: Partial<Conversation>) =>
    places.map((place) => belongs(conversation(more), place)).join(" ");
  expect(where({})).toBe("true false false false");
  expect(where({ pinned: true })).toBe("false true false false");
  expect(where({ pinned: true, folder: "Work" })).toBe("false true false false");
  expect(where({ folder: "Work" })).toBe("false false true false");
  expect(where({ folder: "work" })).toBe("false false true false");
  expect(where({ pinned: true, folder: "Work", archived: true })).toBe("false false false true");
});

it("filters by a tag whatever its case, across pins and folders", () => {
  expect(belongs(conversation({ tags: ["Home"], pinned: true, folder: "Work" }), { tag: "home" })).toBe(true);
  expect(belongs(conversation({ tags: ["Home"], archived: true }), { tag: "home" })).toBe(false);
  expect(belongs(conversation({ tags: ["homes"] }), { tag: "home" })).toBe(false);
});

it("puts what follows each other under one heading", () => {
  const now = new Date(2026, 2, 10, 12);
  const on = (day: number, id: string) =>
    conversation({ id, updated_at: new Date(2026, 2, day, 9).toISOString() });
  const groups = byDay([on(10, "a"), on(10, "b"), on(9, "c"), on(1, "d")], now, ({ kind }) => kind);
  expect(groups.map(({ name, items }) => [name, items.map(({ id }) => id)])).toEqual([
    ["today", ["a", "b"]],
    ["yesterday", ["c"]],
    ["month", ["d"]],
  ]);
});
