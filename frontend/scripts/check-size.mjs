// Fails when the first load weighs more than its budget: everything the browser fetches to show a
// new chat to someone who is signed in, with the largest language, before a conversation is opened.
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BUDGET = 200 * 1024;
const DIST = fileURLToPath(new URL("../dist/", import.meta.url));

const manifest = JSON.parse(readFileSync(`${DIST}.vite/manifest.json`, "utf8"));
const files = new Set(["index.html", "theme.js", "favicon.svg", "manifest.webmanifest"]);

function take(key) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the build; has it moved?`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const imported of chunk.imports ?? []) take(imported);
}

const sizes = (suffix) => {
  const size = (file) =>
    statSync(existsSync(`${DIST}${file}.${suffix}`) ? `${DIST}${file}.${suffix}` : DIST + file).size;
  const locales = Object.values(manifest).filter(({ src }) => src?.startsWith("src/locales/"));
  if (locales.length === 0) throw new Error("no languages in the build");
  return (
    [...files].reduce((sum, file) => sum + size(file), 0) + Math.max(...locales.map(({ file }) => size(file)))
  );
};

const keys = new Map(Object.entries(manifest).map(([key, { file }]) => [file, key]));
const page = readFileSync(`${DIST}index.html`, "utf8");
for (const [, file] of page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) take(keys.get(file));
for (const suffix of ["br", "gz"]) {
  const total = sizes(suffix);
  const verdict = total <= BUDGET ? "fits" : "is OVER";
  console.log(`First load (${suffix}): ${(total / 1024).toFixed(1)} KB ${verdict} ${BUDGET / 1024} KB`);
  if (total > BUDGET) process.exitCode = 1;
}
