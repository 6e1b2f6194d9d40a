import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { changeConversation, patchConversation } from "../queries";

/** The title of a row, to be typed anew. */
export default function RenameField({
  conversation,
  onDone,
}: {
  conversation: Conversation;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [title, setTitle] = useState(conversation.title ?? "");

  const rename = useMutation({
    mutationFn: (next: string) => changeConversation(conversation.id, { title: next }),
    onMutate: (next) => patchConversation(queries, conversation.id, { title: next }),
    onSuccess: (saved) => patchConversation(queries, saved.id, { title: saved.title }),
    onError: () => patchConversation(queries, conversation.id, { title: conversation.title }),
  });

  function save() {
    const next = title.trim();
    if (next && next !== conversation.title) rename.mutate(next);
    onDone();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") save();
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onDone();
    }
  }

  return (
    <input
      aria-label={t("nav.renameLabel")}
      value={title}
      maxLength={200}
      // biome-ignore lint/a11y/noAutofocus: the person just asked to type here
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTitle(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={save}
      className="min-h-9 w-full rounded-sm border border-edge bg-raised px-2 pointer-coarse:min-h-11 pointer-coarse:text-[1rem]"
    />
  );
}
