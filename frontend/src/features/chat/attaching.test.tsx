import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Attachment, Model } from "@/api/types";
import { loadTexts, switchLanguage } from "@/lib/i18n";
import { AttachmentTray, uploads } from "./attaching";

beforeAll(async () => {
  await switchLanguage("en");
  await loadTexts("chat");
  vi.stubGlobal("fetch", async () => new Response(null, { status: 204 }));
});
beforeEach(() => void uploads.take("c"));

const model = (id: string, capabilities: Model["capabilities"]): Model => ({
  id,
  name: id.split("/")[1] ?? id,
  provider: id.split("/")[0] ?? "",
  healthy: true,
  local: false,
  capabilities,
  context_length: 8192,
});
const blind = model("groq/llama", ["text"]);
const seeing = model("ollama/llava", ["text", "vision"]);
const file = (name: string, kind: Attachment["kind"]): Attachment => ({
  id: name,
  name,
  kind,
  mime: "x",
  size: 2_345_000,
  created_at: "2026-01-02T03:04:05Z",
});

function show(models: Model[], chosen: string | undefined, ...files: Attachment[]) {
  const onChoose = vi.fn();
  uploads.restore("c", files);
  const view = render(<AttachmentTray place="c" models={models} chosen={chosen} onChoose={onChoose} />);
  return { ...view, onChoose };
}

it("says before sending that the chosen model cannot see, and offers one that can", async () => {
  const { container, onChoose } = show([blind, seeing], "groq/llama", file("cat.png", "image"));
  expect(screen.getByText("llama cannot see pictures.")).toBeTruthy();
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Use llava" }));
  expect(onChoose).toHaveBeenLastCalledWith("ollama/llava");
  await userEvent.click(screen.getByRole("button", { name: "Let Mami choose" }));
  expect(onChoose).toHaveBeenLastCalledWith("auto");
});

it("says nothing where the model sees, Mami chooses, or there is nothing to see", () => {
  show([blind, seeing], "ollama/llava", file("cat.png", "image"));
  show([blind, seeing], undefined);
  expect(screen.queryByText(/see pictures/)).toBeNull();
  uploads.take("c");
  show([blind, seeing], "groq/llama", file("notes.txt", "text"));
  expect(screen.queryByText(/see pictures/)).toBeNull();
});

it("says where nobody sees", () => {
  show([blind], undefined, file("cat.png", "image"));
  expect(screen.getByText("No connected model can see pictures.")).toBeTruthy();
});

it("shows each file with its size, and takes it away", async () => {
  show([seeing], undefined, file("cat.png", "image"), file("notes.txt", "text"));
  expect(screen.getAllByText("2.3 MB")).toHaveLength(2);
  await userEvent.click(screen.getByRole("button", { name: "Remove notes.txt" }));
  expect(screen.getAllByRole("listitem")).toHaveLength(1);
});
