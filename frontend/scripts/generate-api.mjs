// Writes src/api/schema.d.ts from openapi.json, which `mami openapi` prints. With --check it only
// says whether the file is up to date.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const SCHEMA = file("src/api/schema.d.ts");

const document = JSON.parse(readFileSync(file("openapi.json"), "utf8"));
const header = "// Generated from openapi.json by `npm run generate`. Do not edit.\n\n";
const types = header + astToString(await openapiTS(document));

if (!process.argv.includes("--check")) writeFileSync(SCHEMA, types);
else if (readFileSync(SCHEMA, "utf8") !== types) {
  console.error("src/api/schema.d.ts is stale: run `npm run generate` and commit what it writes.");
  process.exitCode = 1;
}
