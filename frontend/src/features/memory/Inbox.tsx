import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { approveMemory, itemsOf, pendingQuery, refreshMemories, rejectMemory } from "@/api/memory";
import { asProblem } from "@/api/problem";
import type { Memory } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { TextArea } from "@/components/ui/TextArea";

/** What a model found, and what is not used before one has approved of it. */
export function Inbox({ count }: { count: number }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(pendingQuery);
  return (
    <section aria-labelledby="memory-inbox" className="mt-6 rounded-lg border border-line bg-raised p-4">
      <h2 id="memory-inbox" className="flex items-center gap-2 font-semibold">
        {t("memory.inbox")}
        <Badge tone="accent">{count}</Badge>
      </h2>
      <p className="mt-1 text-sm text-soft text-pretty">{t("memory.inboxLead")}</p>
      {list.error && (
        <Callout tone="bad" announce className="mt-3">
          <ProblemText problem={asProblem(list.error)} />
        </Callout>
      )}
      <ul aria-labelledby="memory-inbox" className="mt-2 divide-y divide-line">
        {itemsOf(list.data).map((memory) => (
          <Waiting key={memory.id} memory={memory} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button className="mt-3" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("memory.more")}
        </Button>
      )}
    </section>
  );
}

function Waiting({ memory }: { memory: Memory }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState<string | null>(null);
  const onSuccess = () => refreshMemories(queries);
  const approve = useMutation({
    mutationFn: () => approveMemory(memory.id, text?.trim() || undefined),
    onSuccess,
  });
  const reject = useMutation({ mutationFn: () => rejectMemory(memory.id), onSuccess });
  const problem = approve.error ?? reject.error;
  const busy = approve.isPending || reject.isPending;
  const { source_conversation_id: conversation, source_message_id: message } = memory;
  const of = { text: memory.text };

  return (
    <li className="py-3">
      {text === null ? (
        <p dir="auto" className="whitespace-pre-line wrap-anywhere">
          {memory.text}
        </p>
      ) : (
        <TextArea
          label={t("memory.text")}
          maxLength={2000}
          dir="auto"
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <p className="mt-1 flex flex-wrap items-center gap-x-2 text-sm text-faint">
        <Badge>{t(`memory.kinds.${memory.kind}`)}</Badge>
        {memory.replaces && <span>{t("memory.replaces")}</span>}
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
      <div className="mt-2 flex flex-wrap gap-2">
        <Button
          look="accent"
          aria-label={t("memory.approveOf", of)}
          disabled={busy || text?.trim() === ""}
          onClick={() => approve.mutate()}
        >
          {t("memory.approve")}
        </Button>
        {text === null ? (
          <Button aria-label={t("memory.changeOf", of)} disabled={busy} onClick={() => setText(memory.text)}>
            {t("memory.change")}
          </Button>
        ) : (
          <Button disabled={busy} onClick={() => setText(null)}>
            {t("memory.cancel")}
          </Button>
        )}
        <Button aria-label={t("memory.rejectOf", of)} disabled={busy} onClick={() => reject.mutate()}>
          {t("memory.reject")}
        </Button>
      </div>
      {problem && (
        <Callout tone="bad" announce className="mt-2">
          <ProblemText problem={asProblem(problem)} />
        </Callout>
      )}
    </li>
  );
}
