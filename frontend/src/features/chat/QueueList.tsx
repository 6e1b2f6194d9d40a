import { CornerDownRight, Pencil, SendHorizontal, X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/Button";
import { type Queued, queue, useQueue } from "./queue";

interface QueueListProps {
  place: string;
  /** Nothing goes by itself now, as the last answer failed, say. */
  held: boolean;
  onSendNow: (id: string) => void;
  /** One of them is being changed, and must not go under the writer's hands. */
  onEditing: (editing: boolean) => void;
}

/** What is said next, in its order, above the field that more can be added in. */
export function QueueList({ place, held, onSendNow, onEditing }: QueueListProps) {
  const { t } = useTranslation();
  const waiting = useQueue(place);
  if (waiting.length === 0) return null;
  return (
    <section aria-label={t("queue.label")} className="mb-2 animate-rise rounded-md bg-sunken px-2 py-1.5">
      <p role="status" className="px-1.5 pt-0.5 pb-1 text-xs text-faint">
        {held ? t("queue.held") : t("queue.lead")}
      </p>
      <ol className="max-h-[30dvh] overflow-y-auto">
        {waiting.map((item, index) => (
          <Entry
            key={item.id}
            place={place}
            item={item}
            onEditing={onEditing}
            onSendNow={held && index === 0 ? () => onSendNow(item.id) : undefined}
          />
        ))}
      </ol>
    </section>
  );
}

interface EntryProps {
  place: string;
  item: Queued;
  onSendNow: (() => void) | undefined;
  onEditing: (editing: boolean) => void;
}

function Entry({ place, item, onSendNow, onEditing }: EntryProps) {
  const { t } = useTranslation();
  const [text, setText] = useState<string | null>(null);

  function edit(next: string | null) {
    setText(next);
    onEditing(next !== null);
  }
  function save() {
    const content = text?.trim();
    if (content) queue.change(place, item.id, content);
    edit(null);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
    if (event.key === "Escape") {
      event.preventDefault();
      edit(null);
    }
  }

  return (
    <li className="flex min-h-9 items-center gap-1.5 rounded-sm pl-1.5">
      <CornerDownRight aria-hidden className="size-4 shrink-0 text-faint" />
      {text === null ? (
        <span className="line-clamp-2 min-w-0 flex-1 text-sm wrap-anywhere whitespace-pre-wrap">
          {item.content}
          {item.attachments.length > 0 && (
            <span className="text-faint"> ({t("queue.files", { count: item.attachments.length })})</span>
          )}
        </span>
      ) : (
        <textarea
          value={text}
          rows={Math.min(6, text.split("\n").length)}
          // biome-ignore lint/a11y/noAutofocus: the person just asked to type here
          autoFocus
          aria-label={t("queue.editLabel")}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={save}
          className="min-w-0 flex-1 resize-none rounded-sm border border-edge bg-raised px-2 py-1 text-sm pointer-coarse:text-[1rem]"
        />
      )}
      {onSendNow && text === null && (
        <IconButton label={t("queue.sendNow")} onClick={onSendNow}>
          <SendHorizontal />
        </IconButton>
      )}
      {text === null && (
        <IconButton label={t("queue.edit")} onClick={() => edit(item.content)}>
          <Pencil />
        </IconButton>
      )}
      <IconButton label={t("queue.remove")} onClick={() => queue.remove(place, item.id)}>
        <X />
      </IconButton>
    </li>
  );
}
