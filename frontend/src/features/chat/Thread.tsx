import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { ArrowDown } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Summary } from "@/api/types";
import { AssistantMessage } from "./AssistantMessage";
import { CompareDialog } from "./CompareDialog";
import { DeleteTurnDialog } from "./DeleteTurnDialog";
import { summariesQuery } from "./queries";
import { SummaryDivider } from "./SummaryDivider";
import { type ThreadActions, ThreadContext } from "./threadContext";
import type { Row } from "./tree";
import { UserMessage } from "./UserMessage";

interface ThreadProps {
  rows: Row[];
  /** Undefined where nothing is stored. */
  conversationId: string | undefined;
  running: boolean;
  /** A message that was looked for: the thread goes there. */
  sought: string | undefined;
  actions: ThreadActions;
}

/** Within this of the end, the reader follows what is being written. */
const NEAR_END = 64;

/**
 * The messages, of which only those in sight are in the page. It opens at the newest, follows a
 * growing answer while the reader is at the end, and leaves them alone when they have scrolled up.
 */
export default function Thread({ rows, conversationId, running, sought, actions }: ThreadProps) {
  const { t } = useTranslation();
  const [deleting, askDelete] = useState<string | null>(null);
  const [comparing, compare] = useState<string | null>(null);
  const place = useMemo(
    () => ({ conversationId, running, actions, askDelete, compare }),
    [conversationId, running, actions],
  );
  const summary = useSummary(conversationId, rows, running);
  const rowOf = (id: string | null) => rows.find((row) => row.message.id === id);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: (index) => (rows[index]?.message.role === "user" ? 72 : 240),
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: NEAR_END,
    overscan: 5,
    gap: 24,
    paddingStart: 12,
    paddingEnd: 28,
  });

  // Opens at the newest message.
  const opened = useRef(false);
  useLayoutEffect(() => {
    if (opened.current || rows.length === 0) return;
    opened.current = true;
    virtualizer.scrollToEnd();
  }, [rows.length, virtualizer]);

  // Or at the one that was looked for.
  const soughtAt = sought ? rows.findIndex((row) => row.message.id === sought) : -1;
  useLayoutEffect(() => {
    if (soughtAt >= 0) virtualizer.scrollToIndex(soughtAt, { align: "start" });
  }, [soughtAt, virtualizer]);

  // Sending means wanting to see: whoever had scrolled up is taken to their own question.
  const last = rows.at(-1);
  const pending = last?.key === "pending-answer";
  useLayoutEffect(() => {
    if (pending) virtualizer.scrollToEnd();
  }, [pending, virtualizer]);

  const away = rows.length > 0 && !virtualizer.isAtEnd(NEAR_END * 2);

  return (
    <ThreadContext value={place}>
      <div className="relative min-h-0 flex-1">
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
          tabIndex={0}
          ref={scroller}
          aria-label={t("chat.messages")}
          className="h-full overflow-y-auto overscroll-contain [overflow-anchor:none] -outline-offset-2"
        >
          <ol className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              return (
                <li
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  aria-setsize={rows.length}
                  aria-posinset={item.index + 1}
                  className="absolute top-0 left-0 w-full"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <div
                    className={clsx(
                      "mx-auto w-full max-w-column px-4 md:px-5",
                      item.index === soughtAt && "rounded-md outline-2 outline-accent/40",
                    )}
                  >
                    {row.message.role === "user" ? (
                      <UserMessage row={row} />
                    ) : (
                      <AssistantMessage
                        row={row}
                        last={item.index === rows.length - 1}
                        summarised={summary !== undefined}
                      />
                    )}
                    {conversationId && summary?.message_id === row.message.id && (
                      <SummaryDivider key={summary.id} conversationId={conversationId} summary={summary} />
                    )}
                  </div>
                </li>
              );
            })}
          </ol>
        </section>
        <div
          aria-hidden
          className="pointer-events-none absolute inset-x-0 top-0 h-4 bg-linear-to-b from-canvas to-transparent"
        />
        <div
          aria-hidden
          className="pointer-events-none absolute inset-x-0 bottom-0 h-6 bg-linear-to-t from-canvas to-transparent"
        />
        <p aria-live="polite" className="sr-only">
          {last?.message.role === "assistant" &&
            t(last.message.status === "streaming" ? "chat.answering" : "chat.answered")}
        </p>
        <button
          type="button"
          onClick={() => virtualizer.scrollToEnd({ behavior: "auto" })}
          tabIndex={away ? 0 : -1}
          aria-hidden={!away}
          className={clsx(
            "absolute bottom-3 left-1/2 flex h-9 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line bg-raised pr-3.5 pl-3 text-sm font-medium text-soft shadow-mid transition-[opacity,translate] hover:text-ink",
            !away && "pointer-events-none translate-y-2 opacity-0",
          )}
        >
          <ArrowDown aria-hidden className="size-4" />
          {t("chat.newest")}
        </button>
      </div>
      <DeleteTurnDialog row={rowOf(deleting)} onClose={() => askDelete(null)} />
      <CompareDialog row={rowOf(comparing)} onClose={() => compare(null)} />
    </ThreadContext>
  );
}

/** With fewer messages than this nothing is summarised: the newest four never are, nor half a turn. */
const LONG = 6;

/** The newest summary of messages on show: it tells of all before it, too. */
function useSummary(conversationId: string | undefined, rows: Row[], running: boolean): Summary | undefined {
  const queries = useQueryClient();
  const long = rows.length >= LONG || rows.some(({ message }) => (message.history?.omitted ?? 0) > 0);
  const { data } = useQuery({
    ...summariesQuery(conversationId ?? ""),
    enabled: conversationId !== undefined && long,
  });
  // One is written while an answer is, or right behind it.
  const was = useRef(running);
  useEffect(() => {
    const ended = was.current && !running;
    was.current = running;
    if (ended && conversationId && long) {
      void queries.invalidateQueries({ queryKey: summariesQuery(conversationId).queryKey });
    }
  }, [running, conversationId, long, queries]);
  return rows.reduce<Summary | undefined>(
    (found, { message }) => data?.find((summary) => summary.message_id === message.id) ?? found,
    undefined,
  );
}
