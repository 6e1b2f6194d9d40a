import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import type { ParseKeys } from "i18next";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/session";
import type { AuditEntry } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { fullTime, timeAgo } from "@/lib/dates";
import { NotLoaded } from "./NotLoaded";
import { Section } from "./Page";
import { activityQuery } from "./queries";

/** What happened to this account, newest first. */
export function ActivitySection() {
  const { t } = useTranslation();
  const activity = useInfiniteQuery(activityQuery);
  const entries = activity.data?.pages.flatMap((page) => page.items);

  return (
    <Section title={t("account.activity.title")} lead={t("account.activity.lead")}>
      {!entries ? (
        <NotLoaded error={activity.error} retry={() => void activity.refetch()} />
      ) : entries.length === 0 ? (
        <p className="text-sm text-faint">{t("account.activity.none")}</p>
      ) : (
        <ul className="divide-y divide-line">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      {activity.hasNextPage && (
        <Button
          className="mt-4"
          busy={activity.isFetchingNextPage}
          onClick={() => void activity.fetchNextPage()}
        >
          {t("account.activity.more")}
        </Button>
      )}
    </Section>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { t, i18n } = useTranslation();
  const { data: user } = useSuspenseQuery(meQuery);
  const what = t(`people.actions.${entry.action}` as ParseKeys, { defaultValue: entry.action });
  const by =
    entry.actor_id === user.id
      ? null
      : entry.actor_id
        ? t("account.activity.by", { name: entry.actor_name })
        : // Someone unknown has an address; the command line has none.
          !entry.address && t("account.activity.byServer");
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 py-2.5 first:pt-0">
      <p className="min-w-48 flex-1 text-pretty">
        {what}
        {entry.target_id !== user.id && entry.target_name && (
          <span className="text-soft wrap-anywhere">: {entry.target_name}</span>
        )}
      </p>
      <p className="text-sm text-faint wrap-anywhere">
        <time dateTime={entry.at} title={fullTime(entry.at, i18n.language)}>
          {timeAgo(entry.at, i18n.language, new Date())}
        </time>
        {[by, entry.address].filter(Boolean).map((part) => ` · ${part}`)}
      </p>
    </li>
  );
}
