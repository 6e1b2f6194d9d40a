import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Field } from "@/components/ui/Field";
import { Select } from "@/components/ui/Select";
import { useSettled } from "@/lib/settled";
import { allItems, peopleQuery } from "./api";
import { InviteDialog } from "./InviteDialog";
import { ListState } from "./ListState";
import { Page } from "./Page";
import { PersonPanel } from "./PersonPanel";
import { PersonRow } from "./PersonRow";
import { ROLES } from "./rights";
import { type PeopleSearch, readPeopleSearch } from "./search";

export default function PeoplePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = readPeopleSearch(useSearch({ strict: false }));
  const { person, ...filter } = search;
  const [inviting, setInviting] = useState(false);
  const list = useInfiniteQuery(peopleQuery(filter));
  const people = allItems(list.data);
  const filtered = Object.keys(filter).length > 0;

  const go = (change: Partial<Record<keyof PeopleSearch, unknown>>, replace = true) =>
    void navigate({ to: "/people", search: readPeopleSearch({ ...search, ...change }), replace });

  const invite = (
    <Button look="accent" onClick={() => setInviting(true)}>
      <UserPlus aria-hidden className="size-4.5" />
      {t("people.invite.open")}
    </Button>
  );

  return (
    <Page name="people" action={invite}>
      <search className="mt-5 grid grid-cols-2 gap-3 sm:grid-cols-[1fr_10rem_10rem]">
        <SearchField query={filter.q ?? ""} onSettled={(q) => go({ q })} />
        <Select
          label={t("people.people.role")}
          value={filter.role ?? ""}
          onChange={(event) => go({ role: event.target.value })}
        >
          <option value="">{t("people.any")}</option>
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {t(`people.roles.${role}`)}
            </option>
          ))}
        </Select>
        <Select
          label={t("people.people.state")}
          value={String(filter.disabled ?? "")}
          onChange={(event) =>
            go({ disabled: event.target.value ? event.target.value === "true" : undefined })
          }
        >
          <option value="">{t("people.any")}</option>
          <option value="false">{t("people.people.active")}</option>
          <option value="true">{t("people.people.disabled")}</option>
        </Select>
      </search>
      <ul
        aria-label={t("people.people.title")}
        aria-busy={list.isPlaceholderData}
        className="mt-3 divide-y divide-line aria-busy:opacity-60"
      >
        {people.map((one) => (
          <PersonRow key={one.id} person={one} onOpen={() => go({ person: one.id }, false)} />
        ))}
      </ul>
      <ListState list={list} />
      <p role="status" className="sr-only">
        {list.isSuccess && filtered && t("people.people.found", { count: people.length })}
      </p>
      {list.isSuccess && filtered && people.length === 0 && (
        <div className="py-8 text-center">
          <p className="text-soft">{t("people.people.none")}</p>
          <Button className="mt-4" onClick={() => go({ q: "", role: "", disabled: undefined })}>
            {t("people.clear")}
          </Button>
        </div>
      )}
      {list.isSuccess && !filtered && people.length === 1 && !list.hasNextPage && (
        <Callout className="mt-5">{t("people.people.alone")}</Callout>
      )}
      <PersonPanel id={person} onClose={() => go({ person: "" })} />
      <InviteDialog open={inviting} onClose={() => setInviting(false)} />
    </Page>
  );
}

/** What is typed goes into the address once it stands still; an address that changes comes back here. */
function SearchField({ query, onSettled }: { query: string; onSettled: (query: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(query);
  const settled = useSettled(typed.trim());
  const sent = useRef(query);

  useEffect(() => {
    if (settled === sent.current) return;
    sent.current = settled;
    onSettled(settled);
  }, [settled, onSettled]);
  useEffect(() => {
    if (query === sent.current) return;
    sent.current = query;
    setTyped(query);
  }, [query]);

  return (
    <Field
      className="col-span-2 sm:col-span-1"
      label={t("people.people.search")}
      type="search"
      maxLength={100}
      autoComplete="off"
      spellCheck={false}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
