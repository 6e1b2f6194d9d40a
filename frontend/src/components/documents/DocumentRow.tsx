import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deleteDocument, documentFile, isBusy, refreshDocuments, retryDocument } from "@/api/documents";
import { asProblem } from "@/api/problem";
import type { MemoryDocument } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { IconButton } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { timeAgo } from "@/lib/dates";
import { fileSize } from "@/lib/fileSize";
import { Bar } from "./Bar";
import { DeleteDialog } from "./DeleteDialog";
import { faultText } from "./faults";

interface DocumentRowProps {
  document: MemoryDocument;
  /** Whoever looks at it may change it. */
  editable: boolean;
  /** What the collection that it is in is called. */
  collection?: string | undefined;
}

/** A document: what it is, how far it is, what can be done with it. */
export function DocumentRow({ document, editable, collection }: DocumentRowProps) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { id, name, status } = document;
  const onSuccess = () => refreshDocuments(queries);
  const remove = useMutation({ mutationFn: () => deleteDocument(id), onSuccess });
  const retry = useMutation({ mutationFn: () => retryDocument(id), onSuccess });
  const facts = [
    fileSize(document.size, i18n.language),
    status === "ready" && t("documents.pieces", { count: document.chunks }),
    timeAgo(document.created_at, i18n.language, new Date()),
    document.conversation_id && t("documents.ofConversation"),
    document.persona_id && t("documents.ofPersona"),
    collection,
  ];

  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 py-3">
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          {status === "ready" ? (
            <Link
              to="/documents/$documentId"
              params={{ documentId: id }}
              className="font-medium underline-offset-4 wrap-anywhere hover:underline"
            >
              {name}
            </Link>
          ) : (
            <span className="font-medium wrap-anywhere">{name}</span>
          )}
          {status !== "ready" && (
            <Badge tone={status === "failed" ? "bad" : "plain"}>{t(`documents.status.${status}`)}</Badge>
          )}
          {document.shared && <Badge>{t("documents.shared")}</Badge>}
          {document.private && <Badge>{t("documents.private")}</Badge>}
        </p>
        <p className="mt-0.5 text-sm text-faint">{facts.filter(Boolean).join(" · ")}</p>
        {isBusy(document) && (
          <div className="mt-2">
            <Bar share={document.progress / 100} label={t("documents.reading", { name })} />
          </div>
        )}
        {status === "failed" && <p className="mt-1 text-sm text-bad text-pretty">{faultText(document, t)}</p>}
      </div>
      <div className="-mr-1.5 ml-auto flex">
        {status === "failed" && editable && (
          <IconButton
            label={t("documents.retryOf", { name })}
            disabled={retry.isPending}
            onClick={() => retry.mutate()}
          >
            <RotateCcw />
          </IconButton>
        )}
        <a
          href={documentFile(id)}
          download
          aria-label={t("documents.saveOf", { name })}
          title={t("documents.saveOf", { name })}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-sm text-faint transition-colors hover:bg-hover hover:text-ink pointer-coarse:size-10"
        >
          <Download aria-hidden className="size-4.5" />
        </a>
        {editable && (
          <IconButton label={t("documents.deleteOf", { name })} onClick={() => setAsking(true)}>
            <Trash2 />
          </IconButton>
        )}
      </div>
      {retry.error && (
        <Callout tone="bad" announce className="w-full">
          <ProblemText problem={asProblem(retry.error)} />
        </Callout>
      )}
      <DeleteDialog
        open={asking}
        title={t("documents.deleteTitle", { name })}
        text={t("documents.deleteText")}
        busy={remove.isPending}
        problem={remove.error ? asProblem(remove.error) : null}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      />
    </li>
  );
}
