import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { IconButton } from "@/components/ui/Button";
import { Menu, MenuItem } from "@/components/ui/Menu";
import { patchConversation, renameConversation } from "./queries";

interface RowProps {
  conversation: Conversation;
  onNavigate: (() => void) | undefined;
  onDelete: (conversation: Conversation) => void;
}

export function ConversationRow({ conversation, onNavigate, onDelete }: RowProps) {
  const { t } = useTranslation();
  const [renaming, setRenaming] = useState(false);
  const title = conversation.title || t("nav.untitled");

  if (renaming) {
    return (
      <li>
        <RenameField conversation={conversation} onDone={() => setRenaming(false)} />
      </li>
    );
  }
  return (
    <li className="group relative">
      <Link
        to="/c/$conversationId"
        params={{ conversationId: conversation.id }}
        onClick={onNavigate}
        onKeyDown={(event) => {
          if (event.key === "F2") setRenaming(true);
          if (event.key === "Delete") onDelete(conversation);
        }}
        title={title}
        className="flex min-h-9 items-center rounded-sm px-2.5 group-focus-within:pr-9 group-hover:pr-9 pointer-coarse:pr-11 text-soft transition-colors hover:bg-hover aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:min-h-11"
      >
        <span className="truncate">{title}</span>
        {conversation.running_message_id && (
          <span className="ml-2 size-2 shrink-0 animate-breathe rounded-full bg-accent">
            <span className="sr-only">{t("nav.answering")}</span>
          </span>
        )}
      </Link>
      <Menu
        align="start"
        // The rename field takes the focus by itself.
        onCloseAutoFocus={(event) => renaming && event.preventDefault()}
        trigger={
          <IconButton
            label={t("nav.rowMenu", { title })}
            className="absolute inset-y-0 right-1 my-auto size-7 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:size-9 pointer-coarse:opacity-100"
          >
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => setRenaming(true)}>
          <Pencil aria-hidden />
          {t("nav.rename")}
        </MenuItem>
        <MenuItem className="text-bad" onSelect={() => onDelete(conversation)}>
          <Trash2 aria-hidden />
          {t("nav.delete")}
        </MenuItem>
      </Menu>
    </li>
  );
}

function RenameField({ conversation, onDone }: { conversation: Conversation; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [title, setTitle] = useState(conversation.title ?? "");

  const rename = useMutation({
    mutationFn: (next: string) => renameConversation(conversation.id, next),
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
