import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Message } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { Button, IconButton } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Dialog } from "@/components/ui/Dialog";
import { ProblemText } from "@/components/ui/ProblemText";
import { Markdown } from "@/lib/markdown/Markdown";
import { answeredBy } from "./model";
import { useSpeaker } from "./modes";
import { chooseHead, messagesQuery, patchConversation } from "./queries";
import { useThread } from "./threadContext";
import { pathThrough, type Row } from "./tree";

/** The answers that stand beside each other, side by side; on a phone one goes sideways through them, and sees that there are more. */
export function CompareDialog({ row, onClose }: { row: Row | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const count = row?.siblings.length ?? 0;
  return (
    <Dialog
      open={row !== undefined}
      onClose={onClose}
      label={t("thread.compareTitle", { count })}
      className="m-auto h-[min(52rem,calc(100dvh-1.5rem))] max-h-none w-[min(84rem,calc(100vw-1.5rem))] max-w-none animate-pop overflow-hidden rounded-lg"
    >
      {row && <Answers row={row} onClose={onClose} />}
    </Dialog>
  );
}

function Answers({ row, onClose }: { row: Row; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { conversationId, running, actions } = useThread();
  const { data: messages = [] } = useQuery({
    ...messagesQuery(conversationId ?? ""),
    enabled: conversationId !== undefined,
  });
  const answers = row.siblings.flatMap((id) => messages.find((message) => message.id === id) ?? []);

  const keep = useMutation({
    mutationFn: async (answer: Message) => {
      const leaf = pathThrough(messages, answer.id).at(-1)?.id ?? answer.id;
      if (!conversationId) return;
      await chooseHead(conversationId, leaf);
      patchConversation(queries, conversationId, { head_message_id: leaf });
    },
    onSuccess: (_, answer) => {
      actions.onBranch(answer.id);
      onClose();
    },
  });

  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center justify-between gap-4 border-b border-line py-2 pr-2 pl-5">
        <h2 className="min-w-0 font-semibold">{t("thread.compareTitle", { count: answers.length })}</h2>
        <IconButton label={t("thread.close")} onClick={onClose} className="size-10">
          <X />
        </IconButton>
      </div>
      {keep.error && (
        <Callout tone="bad" announce className="m-3">
          <ProblemText problem={asProblem(keep.error)} />
        </Callout>
      )}
      <ul className="grid min-h-0 flex-1 snap-x snap-mandatory auto-cols-[90%] grid-flow-col divide-x divide-line overflow-x-auto overscroll-x-contain md:auto-cols-[minmax(24rem,1fr)]">
        {answers.map((answer, index) => (
          <li key={answer.id} className="flex min-h-0 min-w-0 snap-start flex-col">
            <p className="flex min-h-11 items-center gap-2 px-5 pt-3 text-sm">
              <span className="shrink-0 font-medium">{t("thread.compareOne", { at: index + 1 })}</span>
              <Who answer={answer} />
              {answer.id === row.message.id && <Badge tone="accent">{t("thread.onShow")}</Badge>}
            </p>
            <section
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
              tabIndex={0}
              aria-label={t("thread.compareOne", { at: index + 1 })}
              className="min-h-0 flex-1 overflow-y-auto px-5 py-3 -outline-offset-2"
            >
              {answer.content ? (
                <Markdown text={answer.content} />
              ) : (
                answer.error && <ProblemText problem={answer.error} />
              )}
            </section>
            <div className="px-5 pt-2 pb-4">
              <Button
                look={answer.id === row.message.id ? "outline" : "accent"}
                className="w-full"
                disabled={running}
                busy={keep.isPending && keep.variables?.id === answer.id}
                onClick={() => keep.mutate(answer)}
              >
                {t("thread.keep")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Who({ answer }: { answer: Message }) {
  const { t } = useTranslation();
  const speaker = useSpeaker(answer.persona_id ?? null);
  return (
    <span className="min-w-0 truncate text-faint">
      {[speaker, answeredBy(answer, t)].filter(Boolean).join(" · ")}
    </span>
  );
}
