import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Problem } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { loadTexts } from "@/lib/i18n";
import { preloadMarkdown } from "@/lib/markdown/Markdown";
import { Composer, type ComposerHandle } from "./Composer";
import { restoreSentDraft } from "./draft";
import { EmptyState } from "./EmptyState";
import type { TurnRequest } from "./feed";
import { chosenModel, sameModel } from "./model";
import { conversationQuery, messagesQuery, modelsQuery } from "./queries";
import type { ThreadActions } from "./threadContext";
import { threadRows } from "./tree";
import { useFeed, useTurns } from "./turns";

// Nothing of the thread weighs on the first load; typing the first message fetches it in time.
const loadThread = async () => {
  const [thread] = await Promise.all([import("./Thread"), loadTexts("chat")]);
  return thread;
};
const Thread = lazy(loadThread);

function preloadThread(): void {
  void loadThread().catch(() => {});
  preloadMarkdown();
}

export function ChatPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { conversationId } = useParams({ strict: false });
  const turns = useTurns();
  const feed = useFeed(conversationId);
  const turn = feed?.turn;
  const composer = useRef<ComposerHandle>(null);
  const models = useQuery(modelsQuery);
  const here = { enabled: conversationId !== undefined };
  const conversation = useQuery({ ...conversationQuery(conversationId ?? ""), ...here });
  const messages = useQuery({ ...messagesQuery(conversationId ?? ""), ...here });
  const stored = conversationId ? messages.data : undefined;

  // A branch that the reader chose to look at; otherwise the newest.
  const [branch, setBranch] = useState<{ conversationId: string; leaf: string } | null>(null);
  const leaf = branch && branch.conversationId === conversationId ? branch.leaf : null;
  const [refusal, setRefusal] = useState<{ place: string | undefined; problem: Problem } | null>(null);

  const rows = useMemo(
    () =>
      threadRows(
        stored ?? [],
        leaf ?? conversation.data?.head_message_id,
        feed && turn && { request: feed.request, turn },
      ),
    [stored, leaf, conversation.data?.head_message_id, feed, turn],
  );
  const running = turn !== undefined && turn.phase !== "ended";

  // The new chat became a conversation: go where it lives.
  const begun = conversationId === undefined ? turn?.start?.conversationId : undefined;
  useEffect(() => {
    if (begun) void navigate({ to: "/c/$conversationId", params: { conversationId: begun }, replace: true });
  }, [begun, navigate]);
  useEffect(() => {
    if (conversationId) turns.leaveNew();
  }, [conversationId, turns]);

  // An answer is being written somewhere: before a reload, or on another device.
  const streaming = stored?.find((message) => message.status === "streaming")?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reading says anew that it is running
  useEffect(() => {
    if (conversationId && streaming) turns.follow(conversationId, streaming);
  }, [conversationId, streaming, messages.dataUpdatedAt, turns]);

  // An ended turn hands over to what is stored; one that never began gives its text back.
  useEffect(() => {
    if (!feed || turn?.phase !== "ended") return;
    if (!turn.start && turn.problem && feed.request.kind !== "follow") {
      // A changed message is still kept in its own place.
      if (feed.request.kind === "send" && !feed.request.editMessageId) {
        restoreSentDraft(conversationId, feed.request.content);
      }
      setRefusal({ place: conversationId, problem: turn.problem });
      turns.forget(feed);
      composer.current?.reload();
    } else if (stored?.some((message) => message.id === feed.messageId && message.status !== "streaming")) {
      turns.forget(feed);
    }
  }, [feed, turn, stored, conversationId, turns]);

  function send(content: string) {
    if (running) return;
    setRefusal(null);
    const model = chosenModel(models.data);
    const last = rows.at(-1)?.message.id;
    turns.begin({
      kind: "send",
      content,
      ...(conversationId && { conversationId }),
      ...(last && { after: last }),
      ...(last && leaf && { parentId: last }),
      ...(model && { model }),
    });
    setBranch(null);
    composer.current?.focus();
  }

  /** Asks for another answer in this conversation, in the place of the one that is on show. */
  function ask(request: Exclude<TurnRequest, { kind: "follow" }>) {
    setRefusal(null);
    setBranch(null);
    turns.begin(request);
  }
  const actions = useStableActions<ThreadActions>({
    onRetry: (messageId, wishes) => {
      if (!conversationId || running) return;
      const model = wishes?.model ?? chosenModel(models.data);
      const intent = wishes?.intent;
      ask({
        kind: "regenerate",
        conversationId,
        messageId,
        ...(model && { model }),
        ...(intent && { intent }),
      });
    },
    onContinue: (messageId) => {
      const answer = stored?.find((message) => message.id === messageId);
      if (!conversationId || running || !answer) return;
      const model = sameModel(answer, models.data) ?? chosenModel(models.data);
      ask({ kind: "continue", conversationId, messageId, begun: answer.content, ...(model && { model }) });
    },
    onBranch: (messageId) => {
      if (!conversationId || running) return;
      if (feed) turns.forget(feed);
      setBranch({ conversationId, leaf: messageId });
    },
    onEdit: (messageId, content) => {
      if (!conversationId || running) return;
      const model = chosenModel(models.data);
      ask({
        kind: "send",
        conversationId,
        editMessageId: messageId,
        content,
        ...(model && { model }),
      });
    },
    onQuote: (text) => composer.current?.quote(text),
    onDeleted: (messageId, sibling) => {
      if (feed && (feed.messageId === messageId || !running)) turns.forget(feed);
      setBranch(sibling && conversationId ? { conversationId, leaf: sibling } : null);
    },
  });

  const failure = rows.length === 0 ? (conversation.error ?? messages.error) : null;
  const empty = conversationId === undefined && rows.length === 0;

  return (
    <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
      <h1 className="sr-only">{conversation.data?.title || t("nav.newChat")}</h1>
      {empty ? (
        <EmptyState models={models.data} onChoose={(text) => composer.current?.fill(text)} />
      ) : failure ? (
        <Unreadable
          problem={asProblem(failure)}
          onRetry={() => void Promise.all([conversation.refetch(), messages.refetch()])}
        />
      ) : (
        <Suspense fallback={<div className="min-h-0 flex-1" />}>
          <Thread
            key={conversationId ?? "new"}
            rows={rows}
            conversationId={conversationId}
            running={running}
            actions={actions}
          />
        </Suspense>
      )}
      <div hidden={failure !== null} className="pad-safe-bottom mx-auto w-full max-w-column px-3 md:px-4">
        {refusal && refusal.place === conversationId && (
          <Callout tone="bad" announce className="mb-2 animate-rise">
            <ProblemText problem={refusal.problem} />
          </Callout>
        )}
        <Composer
          ref={composer}
          place={conversationId}
          models={models.data}
          onModels={() => void models.refetch()}
          running={running}
          onTyping={preloadThread}
          onSend={send}
          onStop={() => void feed?.cancel()}
        />
      </div>
    </main>
  );
}

/** What the messages may call: always the newest, but the same functions, so that none is drawn anew for them. */
function useStableActions<T extends object>(actions: T): T {
  const newest = useRef(actions);
  useLayoutEffect(() => {
    newest.current = actions;
  });
  const [stable] = useState(() => {
    const call =
      (name: string) =>
      (...given: unknown[]) =>
        (newest.current as Record<string, (...given: unknown[]) => void>)[name]?.(...given);
    return Object.fromEntries(Object.keys(actions).map((name) => [name, call(name)])) as T;
  });
  return stable;
}

function Unreadable({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { t } = useTranslation();
  const gone = problem.status === 404;
  return (
    <div className="m-auto max-w-sm px-6 text-center">
      <p className="text-soft text-pretty">{gone ? t("chat.gone") : <ProblemText problem={problem} />}</p>
      {gone ? (
        <Link to="/" className="mt-4 inline-block font-medium text-accent underline underline-offset-4">
          {t("nav.newChat")}
        </Link>
      ) : (
        <Button className="mt-4" onClick={onRetry}>
          {t("tryAgain")}
        </Button>
      )}
    </div>
  );
}
