import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { editPlace, readDraft, writeDraft } from "./draft";
import { useThread } from "./threadContext";

interface EditMessageProps {
  messageId: string;
  content: string;
  onDone: () => void;
}

/** One's own message, open for changes in its place. What is sent becomes another version of it. */
export function EditMessage({ messageId, content, onDone }: EditMessageProps) {
  const { t } = useTranslation();
  const { actions, running } = useThread();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => readDraft(editPlace(messageId)) || content);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what changes the height
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  function change(next: string) {
    setText(next);
    writeDraft(editPlace(messageId), next);
  }
  function cancel() {
    writeDraft(editPlace(messageId), "");
    onDone();
  }
  function send() {
    const next = text.trim();
    if (!next || running) return;
    if (next === content) return cancel();
    // Kept until the server has it: a refusal opens the message again as it was changed.
    writeDraft(editPlace(messageId), next);
    actions.onEdit(messageId, next);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
    if (event.key === "Escape") {
      event.preventDefault();
      cancel();
    }
  }

  return (
    <div className="w-full rounded-lg border border-edge bg-raised p-2 shadow-low">
      <textarea
        ref={area}
        value={text}
        rows={1}
        // biome-ignore lint/a11y/noAutofocus: the person just asked to type here
        autoFocus
        onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label={t("thread.editLabel")}
        className="block max-h-[50dvh] w-full resize-none bg-transparent px-2.5 py-1.5 text-[1rem] leading-relaxed outline-none"
      />
      <div className="mt-1 flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={cancel}>
          {t("thread.editCancel")}
        </Button>
        <Button look="accent" disabled={!text.trim() || running} onClick={send}>
          {t("thread.editSend")}
        </Button>
      </div>
    </div>
  );
}
