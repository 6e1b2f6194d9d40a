import { ArrowUp, Square } from "lucide-react";
import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import type { Model } from "@/api/types";
import { useMedia } from "@/lib/media";
import { readDraft, writeDraft } from "./draft";
import { ModelPicker } from "./ModelPicker";
import { PlusMenu, type PlusMenuProps } from "./PlusMenu";
import { withQuotation } from "./quote";

export interface ComposerHandle {
  focus: () => void;
  /** Puts a text in, for the person to change or send. */
  fill: (text: string) => void;
  /** Quotes a text behind what is written. */
  quote: (text: string) => void;
  /** Reads the draft again. */
  reload: () => void;
}

interface ComposerProps {
  ref: Ref<ComposerHandle>;
  /** The conversation that it writes into; undefined is a new one. */
  place: string | undefined;
  models: Model[] | undefined;
  /** The list of models is being looked at. */
  onModels: () => void;
  running: boolean;
  /** The files that go along: whether there are any, and whether all of them are up. */
  files?: { some: boolean; ready: boolean };
  /** Shown above the text. */
  tray?: ReactNode;
  /** Shown beside the model. */
  tools?: ReactNode;
  /** What stands behind the quiet button. */
  plus?: PlusMenuProps;
  /** Nothing that is typed may be written down. */
  unkept?: boolean;
  /** Called with every change, ahead of what is sent. */
  onTyping: () => void;
  /** Takes a text to be sent, now or behind the answer that is running. */
  onSend: (text: string) => void;
  onStop: () => void;
}

export function Composer({
  ref,
  place,
  models,
  onModels,
  running,
  files = { some: false, ready: true },
  tray,
  tools,
  plus,
  unkept = false,
  onTyping,
  onSend,
  onStop,
}: ComposerProps) {
  const { t } = useTranslation();
  const touch = useMedia("(pointer: coarse)");
  const area = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState({ place, text: readDraft(place) });
  if (draft.place !== place) setDraft({ place, text: readDraft(place) });
  const { text } = draft;

  const change = useCallback(
    (next: string) => {
      setDraft({ place, text: next });
      writeDraft(place, unkept ? "" : next);
      onTyping();
    },
    [place, unkept, onTyping],
  );

  // Grows with its text, up to what the style allows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what changes the height
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => area.current?.focus(),
      fill: (next) => {
        change(next);
        area.current?.focus();
      },
      quote: (quoted) => {
        const element = area.current;
        change(withQuotation(element?.value ?? "", quoted));
        requestAnimationFrame(() => {
          element?.focus();
          element?.setSelectionRange(element.value.length, element.value.length);
        });
      },
      reload: () => setDraft({ place, text: readDraft(place) }),
    }),
    [place, change],
  );

  // A phone's keyboard should come up when asked for, not with every page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each place takes the focus anew
  useEffect(() => {
    if (!touch) area.current?.focus({ preventScroll: true });
  }, [place, touch]);

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (event.key === "Escape" && running && !document.querySelector("dialog[open]")) {
        event.preventDefault();
        onStop();
      }
      if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
        event.preventDefault();
        area.current?.focus();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [running, onStop]);

  const sendable = (text.trim() !== "" || files.some) && files.ready;

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!sendable) return;
    const content = text.trim();
    // The stored draft stays until the server has the text: a reload before that must not lose it.
    setDraft({ place, text: "" });
    onSend(content);
  }

  function onKeyDown(event: KeyboardEvent) {
    // 229: some browsers end an IME's composition before the Enter that chose the word.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    submit();
  }

  return (
    <form
      onSubmit={submit}
      onPaste={(event) => {
        const pasted = [...event.clipboardData.files];
        // A table is copied as text and as a picture of it: the text is meant.
        if (!plus?.onFiles || pasted.length === 0 || event.clipboardData.types.includes("text/plain")) return;
        event.preventDefault();
        plus.onFiles(pasted);
      }}
      className="rounded-lg border border-line bg-raised shadow-mid transition-[border-color] focus-within:border-edge"
    >
      {tray}
      <textarea
        ref={area}
        value={text}
        rows={1}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label={t("composer.label")}
        placeholder={t("composer.placeholder")}
        enterKeyHint="send"
        className="block max-h-[min(40dvh,18rem)] w-full resize-none bg-transparent px-4.5 pt-3.5 pb-1 text-[1rem] leading-6 outline-none placeholder:text-faint"
      />
      <div className="flex items-center justify-between gap-2 p-2">
        <div className="flex min-w-0 items-center">
          {plus && <PlusMenu {...plus} />}
          <ModelPicker models={models} onOpen={onModels} />
          {tools}
        </div>
        <div className="flex shrink-0 items-center gap-1.5">
          {running && (
            <button
              type="button"
              onClick={onStop}
              aria-label={t("composer.stop")}
              title={`${t("composer.stop")} (Esc)`}
              className="flex size-9 items-center justify-center rounded-full bg-ink text-canvas transition-opacity hover:opacity-85 pointer-coarse:size-11"
            >
              <Square aria-hidden className="size-3.5 fill-current" />
            </button>
          )}
          {(!running || sendable) && (
            <button
              type="submit"
              disabled={!sendable}
              aria-label={running ? t("composer.queue") : t("composer.send")}
              title={running ? t("composer.queue") : t("composer.send")}
              className="flex size-9 items-center justify-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-strong disabled:bg-hover disabled:text-faint pointer-coarse:size-11"
            >
              <ArrowUp aria-hidden className="size-5" />
            </button>
          )}
        </div>
      </div>
    </form>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
