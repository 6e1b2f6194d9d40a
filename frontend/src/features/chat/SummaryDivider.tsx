import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ScrollText, Trash } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Summary } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Dialog } from "@/components/ui/Dialog";
import { ProblemText } from "@/components/ui/ProblemText";
import { fullTime } from "@/lib/dates";
import { changeSummary, deleteSummary, summariesQuery } from "./queries";

interface SummaryDividerProps {
  conversationId: string;
  summary: Summary;
}

/** A quiet line behind the messages that the model is only told the gist of; it opens that. */
export function SummaryDivider({ conversationId, summary }: SummaryDividerProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div className="mt-6 flex items-center gap-3">
      <span aria-hidden className="h-px flex-1 bg-line" />
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="flex min-h-8 min-w-0 items-center gap-1.5 rounded-full px-2.5 text-xs text-faint transition-colors hover:bg-hover hover:text-ink pointer-coarse:min-h-10"
      >
        <ScrollText aria-hidden className="size-3.5 shrink-0" />
        {t("summary.divider")}
      </button>
      <span aria-hidden className="h-px flex-1 bg-line" />
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        label={t("summary.title")}
        className="m-auto max-h-[calc(100dvh-2rem)] w-[min(40rem,calc(100vw-2rem))] animate-pop overflow-y-auto rounded-lg p-6"
      >
        <SummaryText conversationId={conversationId} summary={summary} onClose={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}

function SummaryText({ conversationId, summary, onClose }: SummaryDividerProps & { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState(summary.content);
  const refresh = () => queries.invalidateQueries({ queryKey: summariesQuery(conversationId).queryKey });
  const save = useMutation({
    mutationFn: (content: string) => changeSummary(conversationId, summary.id, content),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteSummary(conversationId, summary.id),
    onSuccess: async () => {
      onClose();
      await refresh();
    },
  });
  const changed = text.trim() !== summary.content && text.trim() !== "";
  const error = save.error ?? remove.error;
  const who = [summary.provider, summary.model].filter(Boolean).join("/");

  return (
    <>
      <h2 className="text-lg font-semibold tracking-tight">{t("summary.title")}</h2>
      <p className="mt-2 text-soft text-pretty">{t("summary.lead")}</p>
      <textarea
        aria-label={t("summary.label")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        rows={Math.min(16, Math.max(6, Math.ceil(text.length / 70)))}
        className="mt-4 block w-full resize-y rounded-md border border-edge bg-raised px-3.5 py-2.5 text-[1rem] leading-relaxed"
      />
      <p className="mt-2 flex flex-wrap items-center gap-2 text-xs text-faint">
        {summary.edited && <Badge>{t("summary.edited")}</Badge>}
        {[who, fullTime(summary.updated_at, i18n.language)].filter(Boolean).join(" · ")}
      </p>
      {error && (
        <Callout tone="bad" announce className="mt-4">
          <ProblemText problem={asProblem(error)} />
        </Callout>
      )}
      <div className="mt-6 flex flex-wrap items-center justify-end gap-2">
        <Button
          look="quiet"
          className="mr-auto text-bad!"
          busy={remove.isPending}
          title={t("summary.deleteHint")}
          onClick={() => remove.mutate()}
        >
          <Trash aria-hidden className="size-4" />
          {t("summary.delete")}
        </Button>
        <Button onClick={onClose}>{t("thread.close")}</Button>
        <Button
          look="accent"
          disabled={!changed}
          busy={save.isPending}
          onClick={() => save.mutate(text.trim())}
        >
          {t("summary.save")}
        </Button>
      </div>
    </>
  );
}
