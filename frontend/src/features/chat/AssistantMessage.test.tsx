import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeAll, expect, it, vi } from "vitest";
import type { Message } from "@/api/types";
import { switchLanguage } from "@/lib/i18n";
import { AssistantMessage } from "./AssistantMessage";
import { NEW_TURN } from "./turn";

beforeAll(() => switchLanguage("en"));

const actions = { onRetry: vi.fn(), onContinue: vi.fn(), onBranch: vi.fn() };

function show(
  message: Partial<Message>,
  { last = true, finish }: { last?: boolean; finish?: "length" } = {},
) {
  const full: Message = {
    id: "m",
    parent_id: "u",
    role: "assistant",
    content: "Half an answer",
    status: "complete",
    provider: "groq",
    model: "llama",
    created_at: "2026-01-02T03:04:05Z",
    ...message,
  };
  const turn = finish && { ...NEW_TURN, phase: "ended" as const, finish };
  return render(
    <AssistantMessage
      row={{ key: "m", message: full, siblings: ["m"], ...(turn && { turn }) }}
      last={last}
      actions={actions}
    />,
  );
}

it("says who answered", () => {
  show({});
  expect(screen.getByText("groq/llama")).toBeTruthy();
});

it.each([
  [{ status: "interrupted" }, "This answer was cut off before its end."],
  [{ status: "cancelled" }, "You stopped this answer."],
] as const)("offers to continue what ended early: %o", async (message, text) => {
  show(message);
  expect(screen.getByText(text)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  expect(actions.onContinue).toHaveBeenCalled();
});

it("offers to continue what reached the model's longest", () => {
  show({}, { finish: "length" });
  expect(screen.getByRole("button", { name: "Continue" })).toBeTruthy();
});

it("says why an answer failed, in our words or the server's, and offers another try", async () => {
  const problem = {
    type: "x",
    title: "No",
    status: 502,
    code: "provider_rejected",
    detail: "groq/llama refused it.",
  };
  show({ status: "failed", error: problem });
  expect(screen.getByText("groq/llama refused it.")).toBeTruthy();
  await userEvent.click(screen.getAllByRole("button", { name: "Try again" })[0] as HTMLElement);
  expect(actions.onRetry).toHaveBeenCalledWith("m");
});

it("offers nothing on answers that others follow", () => {
  show({ status: "interrupted" }, { last: false });
  expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
});

it("says what was left out of the history", () => {
  show({ history: { sent: 4, omitted: 1 } });
  expect(screen.getByText(/^1 earlier message no longer fits/)).toBeTruthy();
  show({ history: { sent: 4, omitted: 12 } });
  expect(screen.getByText(/^12 earlier messages no longer fit/)).toBeTruthy();
});

it("folds the reasoning, and is accessible in every state", async () => {
  for (const status of ["streaming", "complete", "cancelled", "interrupted", "failed"] as const) {
    const { container, unmount } = show({
      status,
      reasoning: "First I looked at the moon.",
      history: { sent: 1, omitted: 2 },
    });
    expect(container.querySelector("details")?.open).toBe(false);
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
    unmount();
  }
});
