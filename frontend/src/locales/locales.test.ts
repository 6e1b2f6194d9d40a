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

const files = import.meta.glob<{ default: Tree }>("./*.json", { eager: true });
const locales = Object.entries(files).map(([file, { default: tree }]) => ({
  name: file.replace(/^\.\/|\.json$/g, ""),
  texts: new Map(flat(tree)),
}));
const english = locales.find(({ name }) => name === "en");
if (!english) throw new Error("English is missing");

it("is there for every language on offer", () => {
  expect(locales.map(({ name }) => name).sort()).toEqual([...LOCALES].sort());
});

/** What a translation must carry over: placeholders and tags. */
const marks = (text = "") => (text.match(/\{\{\w+\}\}|<\/?\w+>/g) ?? []).sort().join(" ");

it.each(locales)("$name has every text that English has, and no other", ({ texts }) => {
  expect([...texts.keys()].sort()).toEqual([...english.texts.keys()].sort());
});

it.each(locales)("$name carries the same placeholders and tags, and leaves nothing empty", ({ texts }) => {
  for (const [key, text] of texts) {
    expect(text.trim(), key).not.toBe("");
    expect(marks(text), key).toBe(marks(english.texts.get(key)));
  }
});
