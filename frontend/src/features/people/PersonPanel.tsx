import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/session";
import type { Person } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { IconButton } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Dialog } from "@/components/ui/Dialog";
import { fullTime } from "@/lib/dates";
import { knownPerson, personQuery } from "./api";
import { Initial } from "./Initial";
import { PeopleProblem } from "./PeopleProblem";
import { PersonActions } from "./PersonActions";
import { PersonForm } from "./PersonForm";
import { mayChange } from "./rights";

/** Everything about one person, and what may be done about it. */
export function PersonPanel({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      open={id !== undefined}
      onClose={onClose}
      label={t("people.panel.label")}
      className="m-0 ml-auto h-dvh max-h-none w-[min(27rem,100vw)] max-w-none overflow-y-auto"
    >
      {id && <Details key={id} id={id} onClose={onClose} />}
    </Dialog>
  );
}

function Details({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const person = useQuery({ ...personQuery(id), placeholderData: () => knownPerson(queries, id) });
  return (
    <div className="pad-safe-top pad-safe-bottom px-5 pt-4 md:px-6">
      <IconButton label={t("people.panel.close")} onClick={onClose} className="float-right -mr-2 size-10">
        <X />
      </IconButton>
      <PeopleProblem error={person.error} />
      {person.data && <About person={person.data} onClose={onClose} />}
      {person.isPending && (
        <div role="status" className="animate-pulse space-y-3">
          <span className="sr-only">{t("status.loading")}</span>
          <div className="size-14 rounded-full bg-hover" />
          <div className="h-6 w-44 rounded-sm bg-hover" />
          <div className="h-32 rounded-md bg-hover" />
        </div>
      )}
    </div>
  );
}

function About({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { data: me } = useSuspenseQuery(meQuery);
  const time = (moment: string) => fullTime(moment, i18n.language);
  const self = me.id === person.id;
  const changeable = mayChange(me, person);
  const facts: (readonly [string, string])[] = [
    [t("people.panel.joined"), time(person.created_at)],
    ...(person.invited_by ? [[t("people.panel.invitedBy"), person.invited_by.display_name] as const] : []),
    [t("people.panel.seen"), person.last_seen_at ? time(person.last_seen_at) : t("people.panel.never")],
    [t("people.panel.factor"), t(person.second_factor ? "people.panel.on" : "people.panel.off")],
  ];

  return (
    <>
      <div className="flex items-center gap-3.5">
        <Initial name={person.display_name || person.username} faded={person.disabled} />
        <div className="min-w-0">
          <h2 className="text-lg font-semibold tracking-tight wrap-anywhere">
            {person.display_name || person.username}
          </h2>
          <p className="text-sm text-faint wrap-anywhere">@{person.username}</p>
        </div>
      </div>
      <p className="mt-3 flex flex-wrap gap-1.5">
        <Badge tone={person.role === "member" ? "plain" : "accent"}>{t(`people.roles.${person.role}`)}</Badge>
        {person.disabled && <Badge tone="bad">{t("people.people.disabled")}</Badge>}
      </p>
      <dl className="mt-5 grid grid-cols-[auto_1fr] gap-x-5 gap-y-1.5 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-faint">{name}</dt>
            <dd className="min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-sm">
        <Link
          to="/people/audit"
          search={{ actor: person.id }}
          className="text-accent underline underline-offset-2"
        >
          {t("people.panel.record")}
        </Link>
      </p>
      {self && (
        <Callout className="mt-5">
          {t("people.panel.self")} <Link to="/account">{t("people.panel.account")}</Link>
        </Callout>
      )}
      {!self && !changeable && <Callout className="mt-5">{t("people.panel.ownerOnly")}</Callout>}
      {changeable && <PersonForm me={me} person={person} />}
      {changeable && !self && <PersonActions person={person} onGone={onClose} />}
    </>
  );
}
