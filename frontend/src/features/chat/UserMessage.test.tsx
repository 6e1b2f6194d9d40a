import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Message } from "@/api/types";
import { loadTexts, switchLanguage } from "@/lib/i18n";
import { editPlace, readDraft, writeDraft } from "./draft";
import { type ThreadActions, ThreadContext } from "./threadContext";
import { UserMessage } from "./UserMessage";

beforeAll(async () => {
  await switchLanguage("en");
  await loadTexts("chat");
});
beforeEach(() => sessionStorage.clear());

function show(message: Partial<Message> = {}, running = false) {
  const actions = { onEdit: vi.fn(), onQuote: vi.fn(), onBranch: vi.fn() } as unknown as ThreadActions;
  const place = { conversationId: "c", running, actions, askDelete: vi.fn(), compare: vi.fn() };
  const full: Message = {
    id: "u",
    role: "user",
    content: "Why?",
    attachments: [],
    status: "complete",
    created_at: "2026-01-02T03:04:05Z",
    ...message,
  };
  const view = render(
    <ThreadContext value={place}>
      <UserMessage row={{ key: "u", message: full, siblings: ["u"] }} />
    </ThreadContext>,
  );
  return { ...view, actions, place };
}

const editor = () => screen.getByRole("textbox", { name: "Your message, changed" });

it("becomes an editor in its place, and sends what was changed", async () => {
  const { actions, container } = show();
  await userEvent.click(screen.getByRole("button", { name: "Change your message" }));
  await userEvent.type(editor(), " Really?");
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
  await userEvent.keyboard("{Enter}");
  expect(actions.onEdit).toHaveBeenCalledExactlyOnceWith("u", "Why? Really?");
  expect(readDraft(editPlace("u"))).toBe("Why? Really?");
});

it("is left as it was with Escape, with the focus back on its button", async () => {
  show();
  await userEvent.click(screen.getByRole("button", { name: "Change your message" }));
  await userEvent.keyboard("no{Escape}");
  expect(screen.getByText("Why?")).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Change your message" }));
  expect(readDraft(editPlace("u"))).toBe("");
});

it("opens again with what was changed and not sent", () => {
  writeDraft(editPlace("u"), "Why not?");
  show();
  expect((editor() as HTMLTextAreaElement).value).toBe("Why not?");
});

it("is neither changed nor deleted while an answer runs, but quoted and copied", async () => {
  const { actions } = show({}, true);
  for (const name of ["Change your message", "Delete"]) {
    expect(screen.getByRole<HTMLButtonElement>("button", { name }).disabled).toBe(true);
  }
  await userEvent.click(screen.getByRole("button", { name: "Quote in your next message" }));
  expect(actions.onQuote).toHaveBeenCalledWith("Why?");
});
