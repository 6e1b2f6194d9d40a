import { Link } from "@tanstack/react-router";
import { Ellipsis, Lock } from "lucide-react";
import { memo, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { IconButton } from "@/components/ui/Button";
import { Menu } from "@/components/ui/Menu";
import { useAfterMenu } from "@/lib/afterMenu";
import { lazyPart, partWithTexts } from "@/lib/lazyPart";
import { useOnDemand } from "@/lib/onDemand";
import type { RowDialog } from "./organise/RowMenu";
import { useSidebar } from "./sidebar";

// What can be done with a conversation loads when someone reaches for it.
const rowMenu = partWithTexts(() => import("./organise/RowMenu"), "organise");
const RowDialogs = lazyPart(() => import("./organise/RowDialogs"), "organise");
const RenameField = lazyPart(() => import("./organise/RenameField"));

export const ConversationRow = memo(function ConversationRow({
  conversation,
}: {
  conversation: Conversation;
}) {
  const { t } = useTranslation();
  const { onNavigate, onDelete } = useSidebar();
  const [renaming, setRenaming] = useState(false);
  const [dialog, setDialog] = useState<RowDialog | null>(null);
  const { after, onCloseAutoFocus } = useAfterMenu();
  const RowMenu = useOnDemand(rowMenu)?.default;
  const title = conversation.title || t("nav.untitled");

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
    <li className="group relative" onPointerEnter={RenameField.preload} onFocus={RenameField.preload}>
      {link}
      <Menu
        align="start"
        needs={rowMenu}
        onCloseAutoFocus={onCloseAutoFocus}
        trigger={
          <IconButton
            label={t("nav.rowMenu", { title })}
            className="absolute inset-y-0 right-1 my-auto size-7 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:size-9 pointer-coarse:opacity-100"
          >
            <Ellipsis />
          </IconButton>
        }
      >
        {RowMenu && (
          <RowMenu
            conversation={conversation}
            after={after}
            onRename={() => setRenaming(true)}
            onDialog={setDialog}
          />
        )}
      </Menu>
      {dialog && (
        <Suspense>
          <RowDialogs which={dialog} conversation={conversation} onClose={() => setDialog(null)} />
        </Suspense>
      )}
    </li>
  );
});
