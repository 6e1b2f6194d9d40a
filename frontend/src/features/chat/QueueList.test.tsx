import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { loadTexts, switchLanguage } from "@/lib/i18n";
import { QueueList } from "./QueueList";
import { queue } from "./queue";

beforeAll(async () => {
  await switchLanguage("en");
  await loadTexts("chat");
});
beforeEach(() => {
  while (queue.next("c"));
  queue.add("c", "one", []);
  queue.add("c", "two", []);
});

function show(held = false) {
  const onSendNow = vi.fn();
  const onEditing = vi.fn();
  const view = render(<QueueList place="c" held={held} onSendNow={onSendNow} onEditing={onEditing} />);
  return { ...view, onSendNow, onEditing };
}

it("is changed in its place, and waits meanwhile", async () => {
  const { onEditing } = show();
  await userEvent.click(screen.getAllByRole("button", { name: "Change this message" })[1] as HTMLElement);
  expect(onEditing).toHaveBeenLastCalledWith(true);
  await userEvent.type(screen.getByRole("textbox"), " and a half{Enter}");
  expect(onEditing).toHaveBeenLastCalledWith(false);
  expect(queue.get("c").map(({ content }) => content)).toEqual(["one", "two and a half"]);
});

it("is left as it was with Escape", async () => {
  show();
  await userEvent.click(screen.getAllByRole("button", { name: "Change this message" })[0] as HTMLElement);
  await userEvent.keyboard("no{Escape}");
  expect(queue.get("c")[0]?.content).toBe("one");
});

it("is taken back, until nothing is left to show", async () => {
  const { container } = show();
  for (const _ of [1, 2]) {
    await userEvent.click(screen.getAllByRole("button", { name: "Do not send it" })[0] as HTMLElement);
  }
  expect(container.textContent).toBe("");
});

it("goes by hand where it does not go by itself, the first one first", async () => {
  const { container, onSendNow } = show(true);
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Send now" }));
  expect(onSendNow).toHaveBeenCalledOnce();
});
