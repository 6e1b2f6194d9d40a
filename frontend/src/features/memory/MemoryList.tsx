import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { itemsOf, MEMORY_ORIGINS, type MemoryFilter, memoriesQuery } from "@/api/memory";
import { asProblem } from "@/api/problem";
import type { Memory } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Checkbox } from "@/components/ui/Checkbox";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { Select } from "@/components/ui/Select";
import { Skeleton } from "@/components/ui/Skeleton";
import { KindSelect } from "./KindSelect";
import { MemoryRow } from "./MemoryRow";

/** Everything that is remembered and used, with what narrows it down. */
export function MemoryList({ onDeleted }: { onDeleted: (memory: Memory) => void }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<MemoryFilter>({});
  const list = useInfiniteQuery(memoriesQuery(useDeferredValue(filter)));
  const memories = itemsOf(list.data);
  const narrowed = Object.keys(filter).length > 0;
  /** Sets one thing of the filter; what is not wanted is left out. */
  const set = (change: { [K in keyof MemoryFilter]: MemoryFilter[K] | undefined }) =>
    setFilter(
      Object.fromEntries(
        Object.entries({ ...filter, ...change }).filter(([, value]) => value !== undefined && value !== ""),
      ),
    );

  return (
    <section aria-labelledby="memory-list" className="mt-8">
      <h2 id="memory-list" className="text-lg font-semibold tracking-tight">
        {t("memory.list")}
      </h2>
      {(narrowed || memories.length > 0) && (
        <search className="mt-3 block">
          <div className="grid gap-3 sm:grid-cols-[1fr_11rem_11rem]">
            <Field
              label={t("memory.search")}
              type="search"
              maxLength={200}
              value={filter.q ?? ""}
              onChange={(event) => set({ q: event.target.value })}
            />
            <KindSelect
              label={t("memory.kind")}
              className="min-w-0"
              any={t("memory.any")}
              value={filter.kind}
              onChange={(kind) => set({ kind })}
            />
            <Select
              label={t("memory.origin")}
              value={filter.origin ?? ""}
              onChange={(event) =>
                set({ origin: MEMORY_ORIGINS.find((origin) => origin === event.target.value) })
              }
            >
              <option value="">{t("memory.any")}</option>
              {MEMORY_ORIGINS.map((origin) => (
                <option key={origin} value={origin}>
                  {t(`memory.origins.${origin}`)}
                </option>
              ))}
            </Select>
          </div>
          <div className="mt-1 flex flex-wrap gap-x-6">
            <Checkbox
              label={t("memory.onlyPinned")}
              checked={filter.pinned === true}
              onChange={(event) => set({ pinned: event.target.checked || undefined })}
            />
            <Checkbox
              label={t("memory.withSuperseded")}
              checked={filter.superseded === true}
              onChange={(event) => set({ superseded: event.target.checked || undefined })}
            />
          </div>
        </search>
      )}
      {list.isPending && <Skeleton />}
      {list.error && (
        <Callout
          tone="bad"
          announce
          className="mt-4"
          action={
            <Button busy={list.isFetching} onClick={() => void list.refetch()}>
              {t("tryAgain")}
            </Button>
          }
        >
          <ProblemText problem={asProblem(list.error)} />
        </Callout>
      )}
      {list.isSuccess && memories.length === 0 && (
        <Callout className="mt-4">{narrowed ? t("memory.noneSuch") : t("memory.none")}</Callout>
      )}
      <ul aria-labelledby="memory-list" className="mt-2 divide-y divide-line">
        {memories.map((memory) => (
          <MemoryRow key={memory.id} memory={memory} onDeleted={onDeleted} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="mt-5 text-center">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("memory.more")}
          </Button>
        </div>
      )}
    </section>
  );
}
