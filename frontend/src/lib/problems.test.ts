import i18next from "i18next";
import { afterEach, beforeAll, expect, it } from "vitest";
import type { FieldProblem, Problem } from "@/api/types";
import { switchLanguage } from "@/lib/i18n";
import { describeField, describeProblem } from "./problems";

beforeAll(() => switchLanguage("en"));
afterEach(() => switchLanguage("en"));

const refusal = (...errors: FieldProblem[]): Problem => ({
  type: "urn:mami:problem:invalid",
  title: "Unprocessable Entity",
  status: 422,
  detail: "/password: must be 8 to 1024 characters long",
  code: "invalid",
  errors,
});
const fault = (message: string, code?: string): FieldProblem => ({
  pointer: "/password",
  message,
  ...(code && { code }),
});
const said = (problem: Problem | null) => describeField(problem, "password", i18next.t);

it("says a known fault in the language of the page", async () => {
  const problem = refusal(fault("must be 8 to 1024 characters long", "password_length"));
  expect(said(problem)).toMatch(/^A password has 8 to 1,024 characters\. /);
  await switchLanguage("de");
  expect(said(problem)).toMatch(/^Ein Passwort hat 8 bis 1\.024 Zeichen\. /);
});

it.each([
  ["is too odd", "Is too odd."],
  ["is too easy to guess. Add a word.", "Is too easy to guess. Add a word."],
  ["must be {{n}}, not $t(auth.password)", "Must be {{n}}, not $t(auth.password)."],
])("makes a sentence of the server's words where it knows no better: %j", (message, sentence) => {
  expect(said(refusal(fault(message)))).toBe(sentence);
  expect(said(refusal(fault(message, "from_a_newer_server")))).toBe(sentence);
  expect(said(refusal({ ...fault(message), code: null }))).toBe(sentence);
});

it("speaks only of the field that is asked for", () => {
  const name = { pointer: "/username", message: "no", code: "username_length" };
  expect(said(refusal(name))).toBeUndefined();
  expect(said({ ...refusal(), errors: [] })).toBeUndefined();
  expect(said(null)).toBeUndefined();
  expect(said(refusal(name, fault("is odd")))).toBe("Is odd.");
});

it("names all faults as sentences where no field can show them", () => {
  const end = { pointer: "/expires_at", message: "must lie ahead", code: "not_ahead" };
  const words = describeProblem(refusal(end, fault("is odd")), i18next.t);
  expect(words).toMatch(/^An end must lie in the future, .* Is odd\.$/);
});
