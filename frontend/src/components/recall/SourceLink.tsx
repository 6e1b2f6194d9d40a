import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RecalledItem } from "@/api/types";

const LOOK = "font-medium underline underline-offset-2 wrap-anywhere hover:text-ink";

interface SourceLinkProps {
  source: RecalledItem["source"];
  /** What stands in it; else where it leads. */
  children?: ReactNode;
  className?: string;
  label?: string;
}

/** The way to where something recalled comes from: the message, or the place in the document. */
export function SourceLink({ source, children, className = LOOK, label }: SourceLinkProps) {
  const { t } = useTranslation();
  const { conversation_id, message_id, document_id, position, title } = source;
  if (document_id) {
    return (
      <Link
        to="/documents/$documentId"
        params={{ documentId: document_id }}
        search={typeof position === "number" ? { piece: position } : {}}
        className={className}
        aria-label={label}
      >
        {children ?? t("recall.from.document", { title: title || "?", count: (position ?? 0) + 1 })}
      </Link>
    );
  }
  if (!conversation_id) return null;
  return (
    <Link
      to="/c/$conversationId"
      params={{ conversationId: conversation_id }}
      search={message_id ? { m: message_id } : {}}
      className={className}
      aria-label={label}
    >
      {children ?? (title ? t("recall.from.conversation", { title }) : t("recall.from.untitled"))}
    </Link>
  );
}
