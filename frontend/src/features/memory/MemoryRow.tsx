import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { History, Pencil, Pin, PinOff, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeMemory, deleteMemory, type MemoryEdit, refreshMemories } from "@/api/memory";
import { asProblem } from "@/api/problem";
import type { Memory } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { IconButton } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { timeAgo } from "@/lib/dates";
import { EditMemory } from "./EditMemory";
import { MemoryHistoryList } from "./MemoryHistoryList";

interface MemoryRowProps {
  memory: Memory;
  onDeleted: (memory: Memory) => void;
}

/** One memory: what it says, where it comes from, and all that can be done with it. */
export function MemoryRow({ memory, onDeleted }: MemoryRowProps) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState<"edit" | "history" | null>(null);
  const done = () => refreshMemories(queries);
  const change = useMutation({
    mutationFn: (edit: MemoryEdit) => changeMemory(memory.id, edit),
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: () => deleteMemory(memory.id),
    onSuccess: async (gone) => {
      onDeleted(gone);
      await done();
    },
  });
  const problem = change.error ?? remove.error;
  const busy = change.isPending || remove.isPending;
  const { text, source_conversation_id: conversation, source_message_id: message } = memory;
  const superseded = memory.invalid_at != null;

  return (
    <li className="py-3">
      {open === "edit" ? (
        <EditMemory
          memory={memory}
          onSaved={async () => {
            await done();
            setOpen(null);
          }}
          onClose={() => setOpen(null)}
        />
      ) : (
        <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
          <div className="min-w-48 flex-1">
            <p
              dir="auto"
              className={`whitespace-pre-line wrap-anywhere ${superseded ? "text-faint line-through" : ""}`}
            >
              {text}
            </p>
            <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-faint">
              {memory.pinned && <Badge tone="accent">{t("memory.pinned")}</Badge>}
              <Badge>{t(`memory.kinds.${memory.kind}`)}</Badge>
              {superseded && <Badge>{t("memory.superseded")}</Badge>}
              {memory.private && <Badge>{t("memory.private")}</Badge>}
              <span>{t(`memory.origins.${memory.origin}`)}</span>
              <span>{timeAgo(memory.created_at, i18n.language, new Date())}</span>
              {conversation && (
                <Link
                  to="/c/$conversationId"
                  params={{ conversationId: conversation }}
                  search={message ? { m: message } : {}}
                  className="font-medium text-soft underline underline-offset-2 hover:text-ink"
                >
                  {t("memory.source")}
                </Link>
              )}
            </p>
          </div>
          <div className="-mr-1.5 ml-auto flex">
            {superseded ? (
              <IconButton
                label={t("memory.restoreOf", { text })}
                disabled={busy}
                onClick={() => change.mutate({ superseded: false })}
              >
                <RotateCcw />
              </IconButton>
            ) : (
              <IconButton
                label={t(memory.pinned ? "memory.unpinOf" : "memory.pinOf", { text })}
                disabled={busy}
                onClick={() => change.mutate({ pinned: !memory.pinned })}
              >
                {memory.pinned ? <PinOff /> : <Pin />}
              </IconButton>
            )}
            <IconButton label={t("memory.editOf", { text })} disabled={busy} onClick={() => setOpen("edit")}>
              <Pencil />
            </IconButton>
            <IconButton
              label={t("memory.historyOf", { text })}
              aria-expanded={open === "history"}
              onClick={() => setOpen(open === "history" ? null : "history")}
            >
              <History />
            </IconButton>
            <IconButton
              label={t("memory.deleteOf", { text })}
              disabled={busy}
              onClick={() => remove.mutate()}
            >
              <Trash2 />
            </IconButton>
          </div>
        </div>
      )}
      {problem && (
        <Callout tone="bad" announce className="mt-2">
          <ProblemText problem={asProblem(problem)} />
        </Callout>
      )}
      {open === "history" && <MemoryHistoryList id={memory.id} conversationId={conversation ?? null} />}
    </li>
  );
}
