import { beforeEach, expect, it } from "vitest";
import type { Model } from "@/api/types";
import { canReason, chooseEffort, chosenEffort } from "./effort";
import { offered } from "./modes";

beforeEach(() => localStorage.clear());

const model = (id: string, rest: Partial<Model> = {}): Model => ({
  id,
  name: id,
  provider: id.split("/")[0] ?? "",
  healthy: true,
  local: false,
  capabilities: ["text"],
  context_length: 8192,
  ...rest,
});
const models = [
  model("auto", { resolves_to: "groq/thinker" }),
  model("groq/thinker", { capabilities: ["text", "reasoning"] }),
  model("ollama/plain", { local: true }),
];

it("asks for an effort only where it means something", () => {
  expect(canReason(models, undefined)).toBe(true);
  expect(canReason(models, "groq/thinker")).toBe(true);
  expect(canReason(models, "ollama/plain")).toBe(false);
  expect(canReason(offered(models, true), undefined)).toBe(false);
  expect(canReason(undefined, undefined)).toBe(false);
});

it("remembers the effort, and only one that there is", () => {
  chooseEffort("high");
  expect(chosenEffort()).toBe("high");
  chooseEffort(undefined);
  expect(chosenEffort()).toBeUndefined();
  localStorage.setItem("mami.effort", "endless");
  expect(chosenEffort()).toBeUndefined();
});

it("offers a private chat only what runs on this machine", () => {
  expect(offered(models, true)?.map(({ id }) => id)).toEqual(["auto", "ollama/plain"]);
  expect(offered(models, false)).toHaveLength(3);
});
