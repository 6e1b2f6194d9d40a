import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { historyQuery } from "@/api/memory";
import { asProblem } from "@/api/problem";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { fullTime } from "@/lib/dates";

interface MemoryHistoryListProps {
  id: string;
  conversationId: string | null;
}

/** How a memory came to be what it is: oldest first. */
export function MemoryHistoryList({ id, conversationId }: MemoryHistoryListProps) {
  const { t, i18n } = useTranslation();
  const history = useQuery(historyQuery(id));
  if (history.error) {
    return (
      <Callout tone="bad" announce className="mt-2">
        <ProblemText problem={asProblem(history.error)} />
      </Callout>
    );
  }
  return (
    <ol aria-label={t("memory.history")} className="mt-3 ml-1 space-y-2 border-l-2 border-line pl-4 text-sm">
      {history.isPending && <li className="text-faint">{t("status.loading")}</li>}
      {history.data?.map((entry) => (
        <li key={entry.id}>
          <p className="text-soft">
            {t(`memory.changes.${entry.change}`)} · {t(`memory.by.${entry.by}`)} ·{" "}
            {fullTime(entry.at, i18n.language)}
            {entry.message_id && conversationId && (
              <>
                {" · "}
                <Link
                  to="/c/$conversationId"
                  params={{ conversationId }}
                  search={{ m: entry.message_id }}
                  className="font-medium underline underline-offset-2 hover:text-ink"
                >
                  {t("memory.source")}
                </Link>
              </>
            )}
          </p>
          <p dir="auto" className="whitespace-pre-line wrap-anywhere">
            {entry.text}
          </p>
        </li>
      ))}
    </ol>
  );
}
