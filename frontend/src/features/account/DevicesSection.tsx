import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Laptop, Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { Session } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { fullTime, timeAgo } from "@/lib/dates";
import { useKeptFocus } from "./keptFocus";
import { NotLoaded } from "./NotLoaded";
import { Section } from "./Page";
import { activityQuery, sessionsQuery } from "./queries";

const PHONES = /android|ios|iphone|ipad/i;

/** Where this account is signed in. */
export function DevicesSection() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sessions = useQuery(sessionsQuery);

  const end = useMutation({
    mutationFn: (session: Session | "others") =>
      session === "others"
        ? unwrap(api.DELETE("/api/v1/auth/sessions"))
        : unwrap(api.DELETE("/api/v1/auth/sessions/{id}", { params: { path: { id: session.id } } })),
    onSuccess: (_, session) => {
      if (session !== "others" && session.current) {
        // Like signing out: nothing of this person stays in the page.
        sessionStorage.clear();
        location.assign("/login");
      }
    },
    // Also after a refusal: a device that is gone already is none to show.
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: activityQuery.queryKey });
      return queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const title = useKeptFocus(sessions.data?.length);
  const others = sessions.data?.filter((session) => !session.current).length ?? 0;

  return (
    <Section ref={title} title={t("account.devices.title")} lead={t("account.devices.lead")}>
      {end.error && (
        <Callout tone="bad" announce className="mb-4">
          <ProblemText problem={asProblem(end.error)} />
        </Callout>
      )}
      {sessions.data ? (
        <>
          <ul className="divide-y divide-line">
            {sessions.data.map((session) => (
              <Device
                key={session.id}
                session={session}
                busy={end.isPending && end.variables !== "others" && end.variables.id === session.id}
                onEnd={() => end.mutate(session)}
              />
            ))}
          </ul>
          <div className="mt-4 border-t border-line pt-4">
            {others > 0 ? (
              <Button busy={end.isPending && end.variables === "others"} onClick={() => end.mutate("others")}>
                {t("account.devices.endOthers")}
              </Button>
            ) : (
              <p className="text-sm text-faint">{t("account.devices.alone")}</p>
            )}
          </div>
        </>
      ) : (
        <NotLoaded error={sessions.error} retry={() => void sessions.refetch()} />
      )}
    </Section>
  );
}

function Device({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const { t, i18n } = useTranslation();
  const Icon = PHONES.test(session.system ?? "") ? Smartphone : Laptop;
  const name =
    session.browser && session.system
      ? t("account.devices.name", { browser: session.browser, system: session.system })
      : (session.browser ?? session.system ?? t("account.devices.unknown"));
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 first:pt-0">
      <Icon aria-hidden className="size-5 shrink-0 text-faint" />
      <div className="min-w-36 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          {name}
          {session.current && <Badge tone="good">{t("account.devices.this")}</Badge>}
          {session.remembered && <Badge>{t("account.devices.remembered")}</Badge>}
        </p>
        <p className="text-sm text-faint wrap-anywhere">
          <time dateTime={session.last_seen_at} title={fullTime(session.last_seen_at, i18n.language)}>
            {session.current
              ? t("account.devices.now")
              : t("account.devices.seen", { ago: timeAgo(session.last_seen_at, i18n.language, new Date()) })}
          </time>
          {session.address && ` · ${session.address}`}
        </p>
      </div>
      <Button
        busy={busy}
        aria-label={`${t("account.signOut")}: ${name}`}
        onClick={onEnd}
        className="pointer-coarse:min-h-11"
      >
        {t("account.signOut")}
      </Button>
    </li>
  );
}
