import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionsQuery, type DocumentFilter, documentsQuery } from "@/api/documents";
import { itemsOf } from "@/api/memory";
import { asProblem } from "@/api/problem";
import { mayManage, meQuery } from "@/api/session";
import { DocumentRow } from "@/components/documents/DocumentRow";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Field } from "@/components/ui/Field";
import { Page } from "@/components/ui/Page";
import { ProblemText } from "@/components/ui/ProblemText";
import { Select } from "@/components/ui/Select";
import { Skeleton } from "@/components/ui/Skeleton";
import { Collections } from "./Collections";
import { Upload } from "./Upload";

/** Everything that Mami has to read: one's own documents and those that are shared. */
export default function DocumentsPage() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(meQuery);
  const admin = mayManage(me);
  const collections = useQuery(collectionsQuery);
  const [q, setQ] = useState("");
  const [chosen, setChosen] = useState("");
  const collection = collections.data?.find(({ id }) => id === chosen);
  const text = useDeferredValue(q.trim());
  const filter: DocumentFilter = {
    ...(text && { q: text }),
    ...(collection && { collection_id: collection.id }),
  };
  const list = useInfiniteQuery(documentsQuery(filter));
  const documents = itemsOf(list.data);
  const narrowed = text !== "" || collection !== undefined;
  const named = (id: string | null | undefined) => collections.data?.find((one) => one.id === id)?.name;
  const editable = (shared: boolean) => !shared || admin;
  const error = list.error ?? collections.error;

  return (
    <Page
      title={t("account.documents")}
      lead={t("documents.lead")}
      tabs={{
        label: t("documents.pages"),
        pages: [
          { to: "/memory", title: t("account.memory") },
          { to: "/documents", title: t("account.documents") },
        ],
      }}
    >
      {(!collection || editable(collection.shared)) && (
        <Upload key={collection?.id ?? ""} collection={collection} />
      )}
      <section aria-labelledby="documents-list" className="mt-8">
        <h2 id="documents-list" className="text-lg font-semibold tracking-tight">
          {t("documents.list")}
        </h2>
        {(narrowed || documents.length > 0 || (collections.data?.length ?? 0) > 0) && (
          <search className="mt-3 grid gap-3 sm:grid-cols-[1fr_16rem]">
            <Field
              label={t("documents.search")}
              type="search"
              maxLength={200}
              value={q}
              onChange={(event) => setQ(event.target.value)}
            />
            <Select
              label={t("documents.collection")}
              value={collection?.id ?? ""}
              onChange={(event) => setChosen(event.target.value)}
            >
              <option value="">{t("documents.all")}</option>
              {collections.data?.map(({ id, name, documents: count }) => (
                <option key={id} value={id}>
                  {t("documents.inCollection", { name, count })}
                </option>
              ))}
            </Select>
          </search>
        )}
        {error && (
          <Callout
            tone="bad"
            announce
            className="mt-4"
            action={
              <Button
                busy={list.isFetching}
                onClick={() => void Promise.all([list.refetch(), collections.refetch()])}
              >
                {t("tryAgain")}
              </Button>
            }
          >
            <ProblemText problem={asProblem(error)} />
          </Callout>
        )}
        {list.isPending && <Skeleton />}
        {list.isSuccess && documents.length === 0 && (
          <Callout className="mt-4">{t(narrowed ? "documents.noneSuch" : "documents.none")}</Callout>
        )}
        <ul aria-labelledby="documents-list" className="mt-2 divide-y divide-line">
          {documents.map((document) => (
            <DocumentRow
              key={document.id}
              document={document}
              editable={editable(document.shared)}
              collection={named(document.collection_id)}
            />
          ))}
        </ul>
        {list.hasNextPage && (
          <div className="mt-5 text-center">
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t("documents.more")}
            </Button>
          </div>
        )}
      </section>
      {collections.data && <Collections collections={collections.data} admin={admin} onOpen={setChosen} />}
    </Page>
  );
}
