import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { refreshShares, revokeShare, sharesQuery } from "@/api/shares";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { Skeleton } from "@/components/ui/Skeleton";
import { fullTime } from "@/lib/dates";
import { Page } from "./Page";

/** Every link that shows a conversation of mine to others. */
export default function SharesPage() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const list = useQuery(sharesQuery);
  const revoke = useMutation({ mutationFn: revokeShare, onSuccess: () => refreshShares(queries) });
  const error = revoke.error ?? list.error;

  return (
    <Page title={t("transfer.shares.title")} lead={t("transfer.shares.lead")}>
      {error && (
        <Callout tone="bad" announce className="mt-6">
          <ProblemText problem={asProblem(error)} />
        </Callout>
      )}
      {list.isPending && <Skeleton />}
      {list.data?.length === 0 && <Callout className="mt-6">{t("transfer.shares.none")}</Callout>}
      <ul aria-label={t("transfer.shares.title")} className="mt-3 divide-y divide-line">
        {list.data?.map((share) => {
          const title = share.title || t("nav.untitled");
          return (
            <li key={share.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
              <div className="min-w-0">
                <Link
                  to="/c/$conversationId"
                  params={{ conversationId: share.conversation_id }}
                  className="font-medium underline-offset-4 wrap-anywhere hover:underline"
                >
                  {title}
                </Link>
                <p className="text-sm text-faint">
                  {t("transfer.shares.made", { when: fullTime(share.created_at, i18n.language) })}
                </p>
              </div>
              <Button
                className="text-bad!"
                aria-label={t("transfer.shares.revokeOf", { title })}
                busy={revoke.isPending && revoke.variables === share.id}
                onClick={() => revoke.mutate(share.id)}
              >
                {t("transfer.shares.revoke")}
              </Button>
            </li>
          );
        })}
      </ul>
    </Page>
  );
}
