import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeAll, expect, it, vi } from "vitest";
import { personasQuery } from "@/api/personas";
import type { Message, Persona } from "@/api/types";
import { loadTexts, switchLanguage } from "@/lib/i18n";
import { AssistantMessage } from "./AssistantMessage";
import { type ThreadActions, ThreadContext } from "./threadContext";
import { NEW_TURN, type Turn } from "./turn";

beforeAll(async () => {
  await switchLanguage("en");
  await loadTexts("chat");
});

const actions = {
  onRetry: vi.fn(),
  onContinue: vi.fn(),
  onBranch: vi.fn(),
  onEdit: vi.fn(),
  onQuote: vi.fn(),
  onDeleted: vi.fn(),
} satisfies ThreadActions;
const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
queries.setQueryData(
  personasQuery.queryKey,
  ["Mami", "Writing partner"].map((name, id) => ({ id: `p${id}`, name }) as Persona),
);
const place = { conversationId: "c", running: false, actions, askDelete: vi.fn(), compare: vi.fn() };

function show(
  message: Partial<Message>,
  { last = true, live }: { last?: boolean; live?: Partial<Turn> } = {},
) {
  const full: Message = {
    id: "m",
    parent_id: "u",
    role: "assistant",
    content: "Half an answer",
    attachments: [],
    status: "complete",
    provider: "groq",
    model: "llama",
    created_at: "2026-01-02T03:04:05Z",
    ...message,
  };
  const turn = live && { ...NEW_TURN, ...live };
  return render(
    <QueryClientProvider client={queries}>
      <ThreadContext value={place}>
        <AssistantMessage
          row={{ key: "m", message: full, siblings: ["m"], ...(turn && { turn }) }}
          last={last}
        />
      </ThreadContext>
    </QueryClientProvider>,
  );
}

it("says who answered", () => {
  show({});
  expect(screen.getByText("groq/llama")).toBeTruthy();
});

it("names the persona that spoke, but for the usual one and one that is gone", () => {
  show({ persona_id: "p1" });
  expect(screen.getByText("Writing partner · groq/llama")).toBeTruthy();
  for (const persona_id of ["p0", "gone"]) show({ persona_id });
  expect(screen.getAllByText("groq/llama")).toHaveLength(2);
});

it.each([
  [{ status: "interrupted" }, "This answer was cut off before its end."],
  [{ status: "cancelled" }, "You stopped this answer."],
] as const)("offers to continue what ended early: %o", async (message, text) => {
  show(message);
  expect(screen.getByText(text)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  expect(actions.onContinue).toHaveBeenCalledWith("m");
});

it("offers to continue what reached the model's longest", () => {
  show({}, { live: { phase: "ended", finish: "length" } });
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

it("continues no answer that others follow", () => {
  show({ status: "interrupted" }, { last: false });
  expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();
});

it("says what it waits for, and who took over", () => {
  const waiting = { reason: "queue", provider: "ollama", model: "llama3", position: 2 } as const;
  show({ status: "streaming", content: "" }, { live: { phase: "streaming", waiting } });
  expect(screen.getByText("2 before you at ollama/llama3")).toBeTruthy();
  show(
    { status: "streaming", content: "" },
    { live: { phase: "streaming", waiting: { ...waiting, reason: "retry" } } },
  );
  expect(screen.getByText(/^ollama\/llama3 did not answer/)).toBeTruthy();
  const label = "Answered by groq/llama, because ollama/llama3 did not answer.";
  const { unmount } = show(
    {},
    { live: { phase: "ended", fallback: { from: "ollama/llama3", to: "groq/llama" } } },
  );
  expect(screen.getByText(label)).toBeTruthy();
  unmount();
  show({ route_reason: "ollama/llama3 takes no more requests for now" });
  expect(screen.getByText(label)).toBeTruthy();
});

it("says what it took a message for, and takes it as text with one press", async () => {
  show({ intent: "image", intent_rule: "phrase", status: "failed", content: "" });
  expect(screen.getByText(/^Understood as: a picture to paint/).textContent).toContain("how it is worded");
  await userEvent.click(screen.getByRole("button", { name: "No, answer in text" }));
  expect(actions.onRetry).toHaveBeenCalledWith("m", { intent: "text" });
});

it("says nothing of what is plain", () => {
  show({ route_reason: "the default model" });
  expect(screen.queryByText(/^Answered by/)).toBeNull();
  show({ intent: "text", intent_rule: "default" });
  expect(screen.queryByText(/Answered in text/)).toBeNull();
});

it("offers text where the engine is missing, instead of the same once more", async () => {
  const problem = { type: "x", title: "No", status: 501, code: "images_unavailable", detail: "no" };
  show({ status: "failed", content: "", error: problem, intent: "image", intent_rule: "asked" });
  expect(screen.getByText("Mami cannot paint pictures yet. Your message is kept.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Answer in text instead" }));
  expect(actions.onRetry).toHaveBeenCalledWith("m", { intent: "text" });
});

it("says how long it thought", () => {
  show({ reasoning: "Hm.", reasoning_ms: 12_400 });
  expect(screen.getByText("Thought for 12 sec")).toBeTruthy();
  show({ reasoning: "Hm.", reasoning_ms: 400 });
  expect(screen.getByText("Thought for a moment")).toBeTruthy();
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
