import { Link } from "@tanstack/react-router";
import { Ellipsis, Lock } from "lucide-react";
import { memo, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { IconButton } from "@/components/ui/Button";
import { lazyPart } from "@/lib/lazyPart";
import { useSidebar } from "./sidebar";

// What can be done with a conversation loads when someone reaches for it.
const RowMenu = lazyPart(() => import("./organise/RowMenu"), "organise");
const RenameField = lazyPart(() => import("./organise/RenameField"));

export const ConversationRow = memo(function ConversationRow({
  conversation,
}: {
  conversation: Conversation;
}) {
  const { t } = useTranslation();
  const { onNavigate, onDelete } = useSidebar();
  const [renaming, setRenaming] = useState(false);
  const [menu, setMenu] = useState(false);
  const title = conversation.title || t("nav.untitled");

  const preload = () => {
    RowMenu.preload();
    RenameField.preload();
  };
  const link = (
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
      {conversation.private && (
        <Lock role="img" aria-label={t("nav.private")} className="mr-2 size-3.5 shrink-0 text-faint" />
      )}
      <span className="truncate">{title}</span>
      {conversation.running_message_id && (
        <span className="ml-2 size-2 shrink-0 animate-breathe rounded-full bg-accent">
          <span className="sr-only">{t("nav.answering")}</span>
        </span>
      )}
    </Link>
  );
  const button = (
    <IconButton
      label={t("nav.rowMenu", { title })}
      onClick={() => setMenu(true)}
      className="absolute inset-y-0 right-1 my-auto size-7 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:size-9 pointer-coarse:opacity-100"
    >
      <Ellipsis />
    </IconButton>
  );

  if (renaming) {
    return (
      <li>
        <Suspense fallback={link}>
          <RenameField conversation={conversation} onDone={() => setRenaming(false)} />
        </Suspense>
      </li>
    );
  }
  return (
    <li className="group relative" onPointerEnter={preload} onFocus={preload}>
      {link}
      <Suspense fallback={button}>
        {menu ? (
          <RowMenu conversation={conversation} trigger={button} onRename={() => setRenaming(true)} />
        ) : (
          button
        )}
      </Suspense>
    </li>
  );
});
