import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Attachment, Problem } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { ProblemText } from "@/components/ui/ProblemText";
import { loadTexts } from "@/lib/i18n";
import { preloadMarkdown } from "@/lib/markdown/Markdown";
import { useOnDemand } from "@/lib/onDemand";
import type { ComposerHandle } from "./Composer";
import { Dock } from "./Dock";
import { dropSentDraft, restoreSentDraft } from "./draft";
import { EmptyState } from "./EmptyState";
import { canReason, chosenEffort } from "./effort";
import type { TurnRequest } from "./feed";
import { attaching } from "./files";
import { chosenModel, sameModel } from "./model";
import { modeParts, offered, useModes, usePersona } from "./modes";
import { conversationQuery, messagesQuery, modelsQuery } from "./queries";
import { NEW_CHAT, queue, TEMPORARY, useQueue } from "./queue";
import { useTemporary } from "./temporary";
import type { ThreadActions } from "./threadContext";
import { threadRows } from "./tree";
import { useFeed, useTurns } from "./turns";

// Nothing of the thread weighs on the first load; typing the first message fetches it in time.
const loadThread = async () => {
  const [thread] = await Promise.all([import("./Thread"), loadTexts("chat", "recall")]);
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
  const allModels = useQuery(modelsQuery);
  const here = { enabled: conversationId !== undefined };
  const conversation = useQuery({ ...conversationQuery(conversationId ?? ""), ...here });
  const messages = useQuery({ ...messagesQuery(conversationId ?? ""), ...here });
  const stored = conversationId ? messages.data : undefined;

  const modes = useModes(conversationId, conversation.data, feed);
  const persona = usePersona(modes.personaId);
  const parts = useOnDemand(modeParts);
  const models = useMemo(() => offered(allModels.data, modes.private), [allModels.data, modes.private]);
  const temporary = useTemporary(modes, conversationId);
  useEffect(() => {
    if (modes.private || modes.temporary) modeParts.load().catch(() => {});
  }, [modes.private, modes.temporary]);

  // A branch that the reader chose to look at; otherwise the newest.
  const [branch, setBranch] = useState<{ conversationId: string; leaf: string } | null>(null);
  const leaf = branch && branch.conversationId === conversationId ? branch.leaf : null;
  const [refusal, setRefusal] = useState<{ place: string | undefined; problem: Problem } | null>(null);
  const refused = refusal && refusal.place === conversationId ? refusal.problem : null;

  const shown = conversationId ? stored : temporary.said;
  const head = conversationId ? conversation.data?.head_message_id : null;
  const rows = useMemo(
    () => threadRows(shown ?? [], leaf ?? head, feed && turn && { request: feed.request, turn }),
    [shown, leaf, head, feed, turn],
  );
  const running = turn !== undefined && turn.phase !== "ended";

  // The new chat became a conversation: go where it lives, with what waits to be said in it.
  const begun =
    conversationId === undefined && !temporary.owns(feed) ? turn?.start?.conversationId : undefined;
  useEffect(() => {
    if (!begun) return;
    queue.move(NEW_CHAT, begun);
    void navigate({ to: "/c/$conversationId", params: { conversationId: begun }, replace: true });
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
  const { owns, remember } = temporary;
  useEffect(() => {
    if (!feed || turn?.phase !== "ended") return;
    if (!turn.start && turn.problem && feed.request.kind !== "follow") {
      giveBack(feed.request, composer.current);
      setRefusal({ place: conversationId, problem: turn.problem });
      turns.forget(feed);
      composer.current?.reload();
    } else if (owns(feed)) {
      remember(feed);
      turns.forget(feed);
    } else if (stored?.some((message) => message.id === feed.messageId && message.status !== "streaming")) {
      turns.forget(feed);
    }
  }, [feed, turn, stored, conversationId, turns, owns, remember]);

  /** What is asked of every new answer, unless something else is wished for this one. */
  function wishes() {
    const model = chosenModel(models);
    const effort = canReason(models, model) ? chosenEffort() : undefined;
    return { ...(model && { model }), ...(effort && { params: { reasoning_effort: effort } }) };
  }

  /** Asks for an answer; what was shown instead of the newest is over with that. */
  function ask(request: Exclude<TurnRequest, { kind: "follow" }>) {
    setRefusal(null);
    setBranch(null);
    turns.begin(request);
  }

  function say(content: string, attachments: readonly Attachment[]) {
    if (modes.temporary) {
      // It may have been typed before the chat was made a temporary one.
      dropSentDraft(undefined, content);
      temporary.say(content, wishes(), ask);
      return;
    }
    const { personaId } = modes;
    const last = rows.at(-1)?.message.id;
    ask({
      kind: "send",
      content,
      attachments,
      ...(conversationId && { conversationId }),
      ...(last && { after: last }),
      ...(last && leaf && { parentId: last }),
      ...(!conversationId && personaId && { personaId }),
      ...(!conversationId && modes.private && { private: true }),
      ...wishes(),
    });
  }

  function send(content: string) {
    const attachments = modes.temporary ? [] : (attaching.get()?.uploads.take(conversationId) ?? []);
    if (running) {
      queue.add(queuePlace, content, attachments);
      dropSentDraft(conversationId, content);
    } else say(content, attachments);
    composer.current?.focus();
  }

  // What waits goes when the answer before it is there, unless that went wrong.
  const queuePlace = modes.temporary ? TEMPORARY : (conversationId ?? NEW_CHAT);
  const waiting = useQueue(queuePlace).length;
  const [editingQueue, setEditingQueue] = useState(false);
  const last = rows.at(-1)?.message.status;
  const held = refused !== null || !last || last === "failed" || last === "interrupted";
  const settled = !feed && !streaming && (!conversationId || (messages.isSuccess && conversation.isSuccess));
  const goes = waiting > 0 && settled && !held && !editingQueue;
  function sendNext() {
    // Looked at again: an effect may be older than what has begun since.
    const current = turns.get(conversationId);
    if (current && current.turn.phase !== "ended") return;
    const next = queue.next(queuePlace);
    if (next) say(next.content, next.attachments);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: it sends with what holds when it may go
  useEffect(() => {
    if (goes) sendNext();
  }, [goes, waiting]);

  const actions = useStableActions<ThreadActions>({
    onRetry: (messageId, { model, intent } = {}) => {
      if (running) return;
      const wished = { ...wishes(), ...(model && { model }), ...(intent && { intent }) };
      if (conversationId) ask({ kind: "regenerate", conversationId, messageId, ...wished });
      else if (modes.temporary) temporary.again(messageId, wished, ask);
    },
    onContinue: (messageId) => {
      const answer = rows.find(({ message }) => message.id === messageId)?.message;
      if (!conversationId || running || !answer) return;
      const model = sameModel(answer, models);
      const wished = { ...wishes(), ...(model && { model }) };
      ask({ kind: "continue", conversationId, messageId, begun: answer.content, ...wished });
    },
    onBranch: (messageId) => {
      if (!conversationId || running) return;
      if (feed) turns.forget(feed);
      setBranch({ conversationId, leaf: messageId });
    },
    onEdit: (messageId, content) => {
      if (running) return;
      if (!conversationId) {
        temporary.say(content, wishes(), ask, messageId);
        return;
      }
      const attachments = stored?.find(({ id }) => id === messageId)?.attachments ?? [];
      ask({ kind: "send", conversationId, editMessageId: messageId, content, attachments, ...wishes() });
    },
    onQuote: (text) => composer.current?.quote(text),
    onDeleted: (messageId, sibling) => {
      if (feed && (feed.messageId === messageId || !running)) turns.forget(feed);
      setBranch(sibling && conversationId ? { conversationId, leaf: sibling } : null);
    },
  });

  // A message that was looked for: its branch is shown, once, and the thread goes to it.
  const { m: sought } = useSearch({ strict: false });
  const found = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (sought && !stored) return;
    const first = found.current !== sought;
    found.current = sought;
    if (!first || !sought || !conversationId || rows.some((row) => row.message.id === sought)) return;
    if (stored?.some(({ id }) => id === sought)) setBranch({ conversationId, leaf: sought });
  }, [sought, stored, rows, conversationId]);

  const failure = rows.length === 0 ? (conversation.error ?? messages.error) : null;
  const empty = conversationId === undefined && rows.length === 0;

  return (
    <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
      <h1 className="sr-only">{conversation.data?.title || t("nav.newChat")}</h1>
      {parts && (modes.private || modes.temporary) && (
        <parts.ModeBar
          private={modes.private}
          temporary={modes.temporary}
          onEndTemporary={() => void navigate({ to: "/" })}
        />
      )}
      {empty ? (
        <EmptyState models={models} persona={persona} onChoose={(text) => composer.current?.fill(text)} />
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
            sought={sought}
            actions={actions}
          />
        </Suspense>
      )}
      <div hidden={failure !== null} className="pad-safe-bottom mx-auto w-full max-w-column px-3 md:px-4">
        <Dock
          ref={composer}
          place={conversationId}
          queuePlace={queuePlace}
          modes={modes}
          fresh={empty}
          models={models}
          onModels={() => void allModels.refetch()}
          running={running}
          held={held}
          refusal={refused}
          onTyping={preloadThread}
          onSend={send}
          onSendNow={() => {
            setRefusal(null);
            sendNext();
          }}
          onEditingQueue={setEditingQueue}
          onStop={() => void feed?.cancel()}
        />
      </div>
    </main>
  );
}

/** A message that was not taken is a draft again, with its files. */
function giveBack(request: TurnRequest, composer: ComposerHandle | null): void {
  // A changed message is still kept in its own place.
  if (request.kind !== "send" || request.editMessageId) return;
  if (request.temporary) {
    composer?.fill(request.content);
    return;
  }
  const { conversationId, content, attachments } = request;
  if (content) restoreSentDraft(conversationId, content);
  if (attachments?.length) {
    attaching.load().then(
      ({ uploads }) => uploads.restore(conversationId, attachments),
      () => {},
    );
  }
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
