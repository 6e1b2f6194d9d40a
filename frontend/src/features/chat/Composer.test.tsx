import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { switchLanguage } from "@/lib/i18n";
import { Composer } from "./Composer";
import { dropSentDraft, readDraft, restoreSentDraft, writeDraft } from "./draft";

beforeAll(() => switchLanguage("en"));
beforeEach(() => sessionStorage.clear());

function compose(props: { place?: string; running?: boolean } = {}) {
  const onSend = vi.fn();
  const onStop = vi.fn();
  const element = (place = props.place, running = props.running ?? false) => (
    <Composer
      ref={null}
      place={place}
      models={[]}
      onModels={() => {}}
      running={running}
      onTyping={() => {}}
      onSend={onSend}
      onStop={onStop}
    />
  );
  const { rerender } = render(element());
  return {
    onSend,
    onStop,
    area: screen.getByRole<HTMLTextAreaElement>("textbox"),
    move: (place: string) => rerender(element(place)),
  };
}

it("sends with Enter, breaks the line with Shift+Enter", async () => {
  const { area, onSend } = compose();
  await userEvent.type(area, "one{Shift>}{Enter}{/Shift}two{Enter}");
  expect(onSend).toHaveBeenCalledExactlyOnceWith("one\ntwo");
  expect(area.value).toBe("");
});

it("leaves Enter to an input method that is composing", async () => {
  const { area, onSend } = compose();
  await userEvent.type(area, "にほん");
  fireEvent.keyDown(area, { key: "Enter", isComposing: true });
  fireEvent.keyDown(area, { key: "Enter", keyCode: 229 });
  expect(onSend).not.toHaveBeenCalled();
});

it("sends nothing that is empty", async () => {
  const { area, onSend } = compose();
  await userEvent.type(area, "  {Enter}");
  expect(onSend).not.toHaveBeenCalled();
});

it("hands over what is said while an answer runs, beside the way to stop it", async () => {
  const { area, onSend } = compose({ running: true });
  const queue = { name: "Send when the answer is there" };
  expect(screen.queryByRole("button", queue)).toBeNull();
  await userEvent.type(area, "next");
  expect(screen.getByRole("button", { name: "Stop" })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", queue));
  expect(onSend).toHaveBeenCalledExactlyOnceWith("next");
  expect(area.value).toBe("");
});

it("stops with Escape or its button", async () => {
  const { onStop } = compose({ running: true });
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(onStop).toHaveBeenCalledTimes(2);
});

it("takes the focus with a slash, but lets one be typed", async () => {
  const { area } = compose();
  area.blur();
  await userEvent.keyboard("/");
  expect(document.activeElement).toBe(area);
  expect(area.value).toBe("");
  await userEvent.keyboard("/");
  expect(area.value).toBe("/");
});

it("keeps a draft per conversation", async () => {
  const { area, move } = compose({ place: "a" });
  await userEvent.type(area, "for a");
  move("b");
  expect(area.value).toBe("");
  await userEvent.type(area, "for b");
  move("a");
  expect(area.value).toBe("for a");
});

it("keeps what it sent as the stored draft until the server has it", async () => {
  const { area, move } = compose({ place: "a" });
  await userEvent.type(area, "hello{Enter}");
  expect(area.value).toBe("");
  expect(readDraft("a")).toBe("hello");
  dropSentDraft("a", "hello");
  move("b");
  move("a");
  expect(area.value).toBe("");
});

it("leaves what was typed since it was sent, whether it arrived or not", () => {
  writeDraft("a", "next");
  dropSentDraft("a", "hello");
  expect(readDraft("a")).toBe("next");
  restoreSentDraft("a", "hello");
  expect(readDraft("a")).toBe("hello\n\nnext");
});

it("gives a refused text back once", () => {
  writeDraft("a", "hello ");
  restoreSentDraft("a", "hello");
  expect(readDraft("a")).toBe("hello ");
});
