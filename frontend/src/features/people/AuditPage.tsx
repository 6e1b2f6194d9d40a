import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { Select } from "@/components/ui/Select";
import { AuditRow } from "./AuditRow";
import { AUDIT_ACTIONS } from "./actions";
import { allItems, auditQuery } from "./api";
import { ListState } from "./ListState";
import { Page } from "./Page";
import { PersonPicker } from "./PersonPicker";
import { type AuditSearch, exportAddress, readAuditSearch } from "./search";

export default function AuditPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = readAuditSearch(useSearch({ strict: false }));
  const list = useInfiniteQuery(auditQuery(search));
  const entries = allItems(list.data);
  const filtered = Object.keys(search).length > 0;

  const go = (change: Partial<Record<keyof AuditSearch, string>>) =>
    void navigate({ to: "/people/audit", search: readAuditSearch({ ...search, ...change }), replace: true });

  return (
    <Page name="record">
      <search className="mt-5 grid grid-cols-2 gap-3 sm:grid-cols-6">
        <PersonPicker
          className="sm:col-span-2"
          label={t("people.record.actor")}
          id={search.actor}
          onPick={(actor) => go({ actor })}
        />
        <PersonPicker
          className="sm:col-span-2"
          label={t("people.record.target")}
          id={search.target}
          onPick={(target) => go({ target })}
        />
        <Select
          className="col-span-2"
          label={t("people.record.action")}
          value={search.action ?? ""}
          onChange={(event) => go({ action: event.target.value })}
        >
          <option value="">{t("people.record.anything")}</option>
          {AUDIT_ACTIONS.map((action) => (
            <option key={action} value={action}>
              {t(`people.actions.${action}`)}
            </option>
          ))}
        </Select>
        <Field
          className="sm:col-span-2"
          label={t("people.record.from")}
          type="date"
          max={search.to}
          value={search.from ?? ""}
          onChange={(event) => go({ from: event.target.value })}
        />
        <Field
          className="sm:col-span-2"
          label={t("people.record.to")}
          type="date"
          min={search.from}
          value={search.to ?? ""}
          onChange={(event) => go({ to: event.target.value })}
        />
        <div className="col-span-2 flex items-end">
          {filtered && (
            <Button
              className="min-h-11"
              onClick={() => go({ actor: "", target: "", action: "", from: "", to: "" })}
            >
              {t("people.clear")}
            </Button>
          )}
        </div>
      </search>
      <p className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-soft">
        <Download aria-hidden className="size-4 text-faint" />
        {(["csv", "jsonl"] as const).map((format) => (
          <a
            key={format}
            href={exportAddress(format, search)}
            download
            className="flex min-h-8 items-center text-accent underline underline-offset-2"
          >
            {t(`people.record.${format}`)}
          </a>
        ))}
      </p>
      <ol
        aria-label={t("people.record.title")}
        aria-busy={list.isPlaceholderData}
        className="mt-2 divide-y divide-line aria-busy:opacity-60"
      >
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </ol>
      <ListState list={list} />
      {list.isSuccess && entries.length === 0 && (
        <p className="py-10 text-center text-soft">{t("people.record.none")}</p>
      )}
    </Page>
  );
}
