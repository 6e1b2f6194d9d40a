import clsx from "clsx";
import { RotateCcw } from "lucide-react";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { CopyButton } from "@/components/ui/CopyButton";
import { ProblemText } from "@/components/ui/ProblemText";
import { fullTime } from "@/lib/dates";
import { CiteContext } from "@/lib/markdown/cited";
import { Markdown } from "@/lib/markdown/Markdown";
import { MoreMenu, OtherModelMenu } from "./AnswerMenus";
import { BranchSwitch } from "./BranchSwitch";
import { IntentChip } from "./IntentChip";
import { askedFirst, isUnavailable } from "./meaning";
import { MemoryDone } from "./memory/MemoryDone";
import { Recalled, useRecalled } from "./memory/Recalled";
import { answeredBy } from "./model";
import { useSpeaker } from "./modes";
import { QuoteButton } from "./QuoteButton";
import { Reasoning } from "./Reasoning";
import { useThread } from "./threadContext";
import type { Row } from "./tree";
import type { Turn } from "./turn";

interface AssistantMessageProps {
  row: Row;
  last: boolean;
  /** The thread says by itself that earlier messages are summarised. */
  summarised?: boolean;
}

export const AssistantMessage = memo(function AssistantMessage({
  row,
  last,
  summarised = false,
}: AssistantMessageProps) {
  const { t } = useTranslation();
  const { message, turn } = row;
  const streaming = message.status === "streaming";
  const silent = askedFirst(message, turn);
  const omitted = message.history?.omitted ?? 0;
  const recalled = useRecalled(message);

  return (
    <article aria-busy={streaming} className="group/answer">
      <h2 className="sr-only">{t("chat.mami")}</h2>
      {omitted > 0 && !summarised && (
        <p className="mb-3 text-sm text-faint text-pretty">{t("chat.omitted", { count: omitted })}</p>
      )}
      <IntentChip message={message} />
      {silent && (
        <p className="mb-2 text-sm text-faint text-pretty">
          {t("thread.fallback", { from: silent, to: answeredBy(message, t) })}
        </p>
      )}
      <Reasoning message={message} />
      {message.content && (
        <CiteContext value={recalled.cite}>
          <Markdown text={message.content} streaming={streaming} notes={recalled.notes} />
        </CiteContext>
      )}
      {streaming && ((!message.content && !message.reasoning) || turn?.waiting) && <Waiting turn={turn} />}
      {turn?.phase === "reconnecting" && (
        <p role="status" className="mt-3 text-sm text-warn">
          {t("chat.reconnecting")}
        </p>
      )}
      <MemoryDone message={message} />
      <Ending row={row} last={last} />
      <Recalled recalled={recalled} />
      <Footer row={row} last={last} />
    </article>
  );
});

/** Nothing has come yet: a sign of life, and what it waits for where that is known. */
function Waiting({ turn }: { turn: Turn | undefined }) {
  const { t } = useTranslation();
  const waiting = turn?.waiting;
  const model = [waiting?.provider, waiting?.model].filter(Boolean).join("/");
  return (
    <p role="status" className="flex min-h-[1.65rem] items-center gap-3 not-first:mt-2">
      <span className="size-2.5 shrink-0 animate-breathe rounded-full bg-accent" />
      {!waiting ? (
        <span className="sr-only">{t("chat.answering")}</span>
      ) : (
        <span className="min-w-0 text-sm text-soft wrap-anywhere">
          {waiting.reason === "retry"
            ? t("thread.retrying", { model })
            : waiting.position === null
              ? t("thread.waiting", { model })
              : t("thread.next", { count: waiting.position, model })}
        </span>
      )}
    </p>
  );
}

/** Says why an answer ended early, and offers the way on. */
function Ending({ row: { message, turn }, last }: AssistantMessageProps) {
  const { t } = useTranslation();
  const { actions, conversationId } = useThread();
  let text: ReactNode;
  let tone: "note" | "bad" = "note";
  let offers: ReactNode = null;
  const goOn = <Button onClick={() => actions.onContinue(message.id)}>{t("chat.continue")}</Button>;
  const again = <Button onClick={() => actions.onRetry(message.id)}>{t("tryAgain")}</Button>;
  // Where nothing is stored there is nothing to go on from.
  const onward = message.content && conversationId ? goOn : again;

  if (message.status === "cancelled") {
    text = t("chat.cancelled");
    offers = onward;
  } else if (message.status === "interrupted") {
    text = t("chat.interrupted");
    offers = onward;
  } else if (message.status === "failed") {
    text = message.error ? <ProblemText problem={message.error} /> : t("chat.failed");
    tone = "bad";
    offers = again;
    if (isUnavailable(message.error?.code)) {
      tone = "note";
      offers = (
        <Button onClick={() => actions.onRetry(message.id, { intent: "text" })}>
          {t("thread.inTextInstead")}
        </Button>
      );
    }
  } else if ((turn?.finish ?? message.finish_reason) === "length") {
    text = t("chat.tooLong");
    offers = onward;
  }
  if (!text) return null;
  return (
    <Callout tone={tone} className="mt-4" action={(last || isUnavailable(message.error?.code)) && offers}>
      {text}
    </Callout>
  );
}

function Footer({ row, last }: AssistantMessageProps) {
  const { t, i18n } = useTranslation();
  const { actions, running, conversationId } = useThread();
  const { message } = row;
  const streaming = message.status === "streaming";
  const speaker = useSpeaker(message.persona_id ?? null);
  const who = [speaker, answeredBy(message, t)].filter(Boolean).join(" · ");
  return (
    <footer
      className={clsx(
        "mt-1.5 -ml-1.5 flex min-h-8 flex-wrap items-center gap-x-0.5 transition-opacity",
        streaming && "invisible",
        !last &&
          "opacity-0 group-focus-within/answer:opacity-100 group-hover/answer:opacity-100 has-[[data-state=open]]:opacity-100 pointer-coarse:opacity-100",
      )}
    >
      {message.content && (
        <>
          <CopyButton text={message.content} label={t("chat.copy")} />
          <QuoteButton content={message.content} />
        </>
      )}
      {(last || conversationId) && (
        <IconButton label={t("tryAgain")} disabled={running} onClick={() => actions.onRetry(message.id)}>
          <RotateCcw />
        </IconButton>
      )}
      {conversationId && (
        <>
          <OtherModelMenu row={row} />
          <MoreMenu row={row} />
        </>
      )}
      <BranchSwitch row={row} onBranch={actions.onBranch} />
      {who && (
        <span
          title={message.created_at && fullTime(message.created_at, i18n.language)}
          className="ml-1.5 min-w-0 truncate text-xs text-faint"
        >
          {who}
        </span>
      )}
    </footer>
  );
}
