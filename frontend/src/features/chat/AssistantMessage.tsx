import clsx from "clsx";
import { ChevronRight, RotateCcw } from "lucide-react";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { Button, IconButton } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { CopyButton } from "@/components/ui/CopyButton";
import { ProblemText } from "@/components/ui/ProblemText";
import { fullTime } from "@/lib/dates";
import { Markdown } from "@/lib/markdown/Markdown";
import { BranchSwitch } from "./BranchSwitch";
import type { ThreadActions } from "./Thread";
import type { Row } from "./tree";

interface AssistantMessageProps {
  row: Row;
  last: boolean;
  actions: ThreadActions;
}

export const AssistantMessage = memo(function AssistantMessage({
  row,
  last,
  actions,
}: AssistantMessageProps) {
  const { t } = useTranslation();
  const { message, turn } = row;
  const streaming = message.status === "streaming";
  const omitted = message.history?.omitted ?? 0;

  return (
    <article aria-busy={streaming} className="group/answer">
      <h2 className="sr-only">{t("chat.mami")}</h2>
      {omitted > 0 && (
        <p className="mb-3 text-sm text-faint text-pretty">{t("chat.omitted", { count: omitted })}</p>
      )}
      {message.reasoning && <Reasoning message={message} />}
      {message.content ? (
        <Markdown text={message.content} streaming={streaming} />
      ) : (
        streaming && !message.reasoning && <Waiting />
      )}
      {turn?.phase === "reconnecting" && (
        <p role="status" className="mt-3 text-sm text-warn">
          {t("chat.reconnecting")}
        </p>
      )}
      <Ending row={row} last={last} actions={actions} />
      <Footer row={row} last={last} actions={actions} />
    </article>
  );
});

function Waiting() {
  const { t } = useTranslation();
  return (
    <p className="flex h-[1.65rem] items-center">
      <span className="size-2.5 animate-breathe rounded-full bg-accent" />
      <span className="sr-only">{t("chat.answering")}</span>
    </p>
  );
}

/** What the model thought on the way, folded: the answer is what was asked for. */
function Reasoning({ message }: { message: Message }) {
  const { t } = useTranslation();
  const thinking = message.status === "streaming" && !message.content;
  return (
    <details className="group/reasoning mb-3">
      <summary className="inline-flex min-h-8 list-none items-center gap-1.5 rounded-sm text-sm text-faint hover:text-ink">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open/reasoning:rotate-90" />
        <span className={clsx(thinking && "animate-pulse")}>
          {thinking ? t("chat.thinking") : t("chat.reasoning")}
        </span>
      </summary>
      <p className="mt-1.5 ml-1.75 border-l-2 border-line pl-4 text-sm leading-relaxed wrap-anywhere whitespace-pre-wrap text-soft">
        {message.reasoning}
      </p>
    </details>
  );
}

/** Says why an answer ended early, and offers the way on. */
function Ending({ row: { message, turn }, last, actions }: AssistantMessageProps) {
  const { t } = useTranslation();
  let text: ReactNode;
  let tone: "note" | "bad" = "note";
  let offers: ReactNode = null;
  const goOn = <Button onClick={actions.onContinue}>{t("chat.continue")}</Button>;
  const again = <Button onClick={() => actions.onRetry(message.id)}>{t("tryAgain")}</Button>;

  if (message.status === "cancelled") {
    text = t("chat.cancelled");
    offers = message.content ? goOn : again;
  } else if (message.status === "interrupted") {
    text = t("chat.interrupted");
    offers = message.content ? goOn : again;
  } else if (message.status === "failed") {
    text = message.error ? <ProblemText problem={message.error} /> : t("chat.failed");
    tone = "bad";
    offers = again;
  } else if ((turn?.finish ?? message.finish_reason) === "length") {
    text = t("chat.tooLong");
    offers = goOn;
  }
  if (!text) return null;
  return (
    <Callout tone={tone} className="mt-4" action={last && offers}>
      {text}
    </Callout>
  );
}

function Footer({ row, last, actions }: AssistantMessageProps) {
  const { t, i18n } = useTranslation();
  const { message } = row;
  const streaming = message.status === "streaming";
  const who = [message.provider, message.model].filter(Boolean).join("/");
  return (
    <footer
      className={clsx(
        "mt-1.5 -ml-1.5 flex min-h-8 items-center gap-0.5 transition-opacity",
        streaming && "invisible",
        !last &&
          "opacity-0 group-focus-within/answer:opacity-100 group-hover/answer:opacity-100 pointer-coarse:opacity-100",
      )}
    >
      <CopyButton text={message.content} label={t("chat.copy")} />
      {last && (
        <IconButton label={t("tryAgain")} onClick={() => actions.onRetry(message.id)}>
          <RotateCcw />
        </IconButton>
      )}
      <BranchSwitch row={row} onBranch={actions.onBranch} />
      {who && (
        <span
          title={message.created_at && fullTime(message.created_at, i18n.language)}
          className="ml-1.5 min-w-0 truncate text-xs text-faint"
        >
          {message.provider === "builtin" ? t("models.builtin") : who}
        </span>
      )}
    </footer>
  );
}
