import { expect, it } from "vitest";
import { LOCALES } from "@/lib/i18n";

type Tree = { [key: string]: Tree | string | string[] };

function flat(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === "string") return [[here, value]];
    if (Array.isArray(value)) return value.map((item, index) => [`${here}.${index}`, item]);
    return flat(value, here);
  });
}

const files = import.meta.glob<{ default: Tree }>("./**/*.json", { eager: true });
const locales = Object.entries(files).map(([file, { default: tree }]) => {
  const [, part, language] = /^\.\/(.*?)(\w+)\.json$/.exec(file) ?? [];
  return { name: `${part}${language}`, part, language, texts: new Map(flat(tree)) };
});
const parts = [...new Set(locales.map(({ part }) => part))];
const english = new Map(
  locales.filter(({ language }) => language === "en").map((one) => [one.part, one.texts]),
);

it.each(parts)("is there for every language on offer: %j", (part) => {
  const languages = locales.filter((one) => one.part === part).map(({ language }) => language);
  expect(languages.sort()).toEqual([...LOCALES].sort());
});

/** What a translation must carry over: placeholders and tags. */
const marks = (text = "") => (text.match(/\{\{\w+\}\}|<\/?\w+>/g) ?? []).sort().join(" ");

it.each(locales)("$name has every text that English has, and no other", ({ part, texts }) => {
  expect([...texts.keys()].sort()).toEqual([...(english.get(part)?.keys() ?? [])].sort());
});

it.each(locales)(
  "$name carries the same placeholders and tags, and leaves nothing empty",
  ({ part, texts }) => {
    for (const [key, text] of texts) {
      expect(text.trim(), key).not.toBe("");
      expect(marks(text), key).toBe(marks(english.get(part)?.get(key)));
    }
  },
);

/** The codes of faults that a person can make at a field. */
const FAULTS = [
  ...["length", "characters"].map((what) => `username_${what}`),
  ...["display_name", "key_name"].flatMap((name) => [
    `${name}_length`,
    `${name}_characters`,
    `${name}_blank`,
  ]),
  "password_length",
  "password_guessable",
  ...["common", "similar", "keys", "repeat", "sequence", "year", "word", "date", "name"].map(
    (why) => `password_guessable_${why}`,
  ),
  ...["code_wrong", "not_ahead", "max_uses_range", "note_malformed", "scopes_empty", "scopes_admin"],
];

it.each(locales.filter(({ part }) => part === ""))(
  "$name has whole sentences for every fault of a field",
  ({ texts }) => {
    const faults = [...texts].filter(([key]) => key.startsWith("fault."));
    expect(faults.map(([key]) => key.slice("fault.".length)).sort()).toEqual([...FAULTS].sort());
    for (const [key, text] of faults) expect(text, key).toMatch(/^\p{Lu}.*\.$/u);
  },
);
