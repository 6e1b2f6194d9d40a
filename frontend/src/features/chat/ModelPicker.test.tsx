import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Model } from "@/api/types";
import { switchLanguage } from "@/lib/i18n";
import { ModelPicker } from "./ModelPicker";
import { chooseModel } from "./model";

beforeAll(() => switchLanguage("en"));
beforeEach(() => localStorage.clear());

const llama: Model = {
  id: "groq/llama",
  name: "llama",
  provider: "groq",
  healthy: true,
  local: false,
  capabilities: ["text"],
  context_length: 8192,
};

it("says aloud when the chosen model is down", () => {
  chooseModel("groq/llama");
  const { rerender } = render(<ModelPicker models={[llama]} onOpen={() => {}} />);
  expect(screen.getByRole("button", { name: "Model: llama" })).toBeTruthy();
  rerender(<ModelPicker models={[{ ...llama, healthy: false }]} onOpen={() => {}} />);
  expect(screen.getByRole("button", { name: "Model: llama, down" })).toBeTruthy();
});

it("asks for the models anew when it is opened, not when it closes", async () => {
  const onOpen = vi.fn();
  render(<ModelPicker models={[llama]} onOpen={onOpen} />);
  expect(onOpen).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button"));
  await userEvent.keyboard("{Escape}");
  expect(onOpen).toHaveBeenCalledOnce();
});
