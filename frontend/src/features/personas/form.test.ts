import { expect, it } from "vitest";
import type { Persona } from "@/api/types";
import { differs, EMPTY, faceOf, formOf, inputOf } from "./form";

const persona: Persona = {
  id: "p",
  name: "Tutor",
  avatar: "",
  description: "",
  system_prompt: "You teach {{user}}.",
  model: "auto",
  params: { temperature: 0.4, reasoning_effort: "high" } as Persona["params"] & object,
  greeting: "",
  openers: ["Explain tides"],
  use_memory: true,
  shared: false,
  origin: "own",
  editable: true,
};

it("gives back what it was given", () => {
  const { id: _, origin: __, editable: ___, ...input } = persona;
  expect(inputOf(formOf(persona))).toEqual(input);
});

it("leaves what is empty to the server", () => {
  const input = inputOf({
    ...EMPTY,
    name: "  A  ",
    temperature: " ",
    maxTokens: "many",
    openers: ["", " x "],
  });
  expect(input.name).toBe("A");
  expect(input.params).toEqual({});
  expect(input.openers).toEqual(["x"]);
});

it("takes a comma for a point", () => {
  expect(inputOf({ ...EMPTY, temperature: "0,7" }).params).toEqual({ temperature: 0.7 });
});

it("knows whether anything would be lost", () => {
  const form = formOf(persona);
  expect(differs(form, formOf(persona))).toBe(false);
  expect(differs({ ...form, openers: ["Explain tides", ""] }, formOf(persona))).toBe(false);
  expect(differs({ ...form, name: "Teacher" }, formOf(persona))).toBe(true);
});

it("has a face for everyone", () => {
  expect(faceOf({ avatar: "🌸", name: "Mami" })).toBe("🌸");
  expect(faceOf({ avatar: "", name: "tutor" })).toBe("T");
  expect(faceOf({ avatar: "", name: "" })).toBe("?");
});
