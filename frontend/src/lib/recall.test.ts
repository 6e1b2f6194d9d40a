import i18next from "i18next";
import { afterAll, expect, it } from "vitest";
import type { RecalledItem, RecallReason } from "@/api/types";
import { LOCALES, loadTexts, switchLanguage } from "./i18n";
import { reasonsText, reasonText } from "./recall";

afterAll(() => switchLanguage("en"));

const REASONS: RecallReason[] = [
  { by: "pinned" },
  { by: "words", words: ["tea", "green"] },
  { by: "words", words: [] },
  { by: "meaning", similarity: 0.734 },
  { by: "neighbour" },
  { by: "together" },
  { by: "time" },
  { by: "fact" },
];

it("says every reason in every language", async () => {
  for (const locale of LOCALES) {
    await switchLanguage(locale);
    await loadTexts("recall");
    const said = REASONS.map((reason) => reasonText(reason, i18next.t, locale));
    expect(new Set(said).size).toBe(REASONS.length);
    for (const text of said) expect(text).not.toMatch(/^$|recall\.|\{\{/);
  }
});

it("names words and likeness, and passes over what a newer server may say", async () => {
  await switchLanguage("en");
  const item = {
    why: [{ by: "words", words: ["tea"] }, { by: "omen" }, { by: "meaning", similarity: 1.2 }],
  } as unknown as RecalledItem;
  expect(reasonsText(item, i18next.t, "en")).toBe(
    "It has your words “tea” · It means something alike (100%)",
  );
});
