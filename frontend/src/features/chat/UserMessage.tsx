import clsx from "clsx";
import { Pencil, Trash } from "lucide-react";
import { memo, type Ref, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { BranchSwitch } from "./BranchSwitch";
import { editPlace, readDraft } from "./draft";
import { EditMessage } from "./EditMessage";
import { MessageFiles } from "./MessageFiles";
import { QuoteButton } from "./QuoteButton";
import { useThread } from "./threadContext";
import type { Row } from "./tree";

/** What appears with the pointer or the focus, and always where there is no pointer. */
const ON_DEMAND =
  "opacity-0 transition-opacity group-focus-within/question:opacity-100 group-hover/question:opacity-100 pointer-coarse:opacity-100";

export const UserMessage = memo(function UserMessage({ row }: { row: Row }) {
  const { t } = useTranslation();
  const { id, content, attachments } = row.message;
  // A changed text that was not sent is still there after a reload, or after scrolling away and back.
  const [editing, setEditing] = useState(() => readDraft(editPlace(id)) !== "");
  const edited = useRef(false);
  const editButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (edited.current && !editing) editButton.current?.focus();
    edited.current = editing;
  }, [editing]);

  return (
    <article className="group/question flex flex-col items-end">
      <h2 className="sr-only">{t("chat.you")}</h2>
      {editing ? (
        <EditMessage messageId={id} content={content} onDone={() => setEditing(false)} />
      ) : (
        <>
          {attachments && attachments.length > 0 && <MessageFiles files={attachments} />}
          {content && (
            <p className="max-w-[85%] rounded-lg rounded-br-sm bg-accent-tint px-4 py-2.5 text-[1rem] leading-relaxed wrap-anywhere whitespace-pre-wrap">
              {content}
            </p>
          )}
          <Footer row={row} editButton={editButton} onEdit={() => setEditing(true)} />
        </>
      )}
    </article>
  );
});

interface FooterProps {
  row: Row;
  editButton: Ref<HTMLButtonElement>;
  onEdit: () => void;
}

function Footer({ row, editButton, onEdit }: FooterProps) {
  const { t } = useTranslation();
  const { conversationId, running, actions, askDelete } = useThread();
  const { id, content } = row.message;
  const pending = id === "pending-question";
  return (
    <footer
      className={clsx(
        "mt-1 -mr-1.5 -mb-4 flex min-h-8 items-center pointer-coarse:mb-0",
        pending && "invisible",
      )}
    >
      <span className={clsx("flex items-center gap-0.5", ON_DEMAND)}>
        <CopyButton text={content} label={t("thread.copyMessage")} />
        <IconButton ref={editButton} label={t("thread.edit")} disabled={running} onClick={onEdit}>
          <Pencil />
        </IconButton>
        <QuoteButton content={content} />
        {conversationId && (
          <IconButton label={t("thread.delete")} disabled={running} onClick={() => askDelete(id)}>
            <Trash />
          </IconButton>
        )}
      </span>
      <BranchSwitch row={row} onBranch={actions.onBranch} />
    </footer>
  );
}
