import i18next from "i18next";
import { beforeAll, expect, it } from "vitest";
import { loadTexts, switchLanguage } from "@/lib/i18n";
import { describeDetail } from "./detail";

beforeAll(async () => {
  await switchLanguage("en");
  await loadTexts("people");
});
const words = (detail: Record<string, unknown> | null) => describeDetail(detail, i18next.t, "en");

it("says in words what it knows", () => {
  expect(words({ from: "member", to: "admin" })).toEqual(["Member → Admin"]);
  expect(words({ display_name: { from: "Bob", to: "Rob <b>" } })).toEqual(["Bob → Rob <b>"]);
  expect(words({ role: "member", max_uses: 2, expires_at: null })).toEqual([
    "Member",
    "for 2 people",
    "without end",
  ]);
  expect(words({ remembered: true })).toEqual(["stays signed in"]);
  expect(words({ remembered: false })).toEqual([]);
  expect(words({ scopes: ["chat", "usage:read"] })).toEqual(["chat, usage:read"]);
});

it("shows what it does not know as it is", () => {
  expect(words(null)).toEqual([]);
  expect(words({ colour: "red", sizes: [1, { deep: null }] })).toEqual([
    "colour: red",
    'sizes: [1,{"deep":null}]',
  ]);
});
