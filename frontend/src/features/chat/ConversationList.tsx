import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Conversation } from "@/api/types";
import { Button, IconButton, Spinner } from "@/components/ui/Button";
import { ProblemText } from "@/components/ui/ProblemText";
import { monthName } from "@/lib/dates";
import { lazyPart } from "@/lib/lazyPart";
import { ConversationRow } from "./ConversationRow";
import { conversationList, type ListFilter, LOOSE, labelsQuery } from "./queries";
import { belongs, byDay } from "./sidebar";

const Folders = lazyPart(() => import("./organise/Folders"), "organise");
const SelectList = lazyPart(() => import("./organise/SelectList"), "organise");

interface ListProps {
  filter: ListFilter;
  onFilter: (filter: ListFilter) => void;
  /** What is selected, while several are being selected. */
  selected: string[] | null;
  onSelected: (selected: string[] | null) => void;
}

/** The conversations: the pinned ones, the folders, the rest by day; or those that a filter asks for. */
export function ConversationList({ filter, onFilter, selected, onSelected }: ListProps) {
  const { t, i18n } = useTranslation();
  const whole = Object.keys(filter).length === 0;
  // Who selects several sees them all in one list.
  const wanted = whole && !selected ? LOOSE : filter;
  const list = useInfiniteQuery(conversationList(wanted));
  const pinned = useInfiniteQuery({ ...conversationList({ pinned: true }), enabled: whole });
  const labels = useQuery({ ...labelsQuery, enabled: whole });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!end.current || !hasNextPage || isFetchingNextPage) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && void fetchNextPage(),
      { rootMargin: "400px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const items = list.data?.pages.flatMap((page) => page.items).filter((item) => belongs(item, wanted)) ?? [];
  const first = whole
    ? (pinned.data?.pages.flatMap((page) => page.items).filter((item) => belongs(item, { pinned: true })) ??
      [])
    : [];
  const now = new Date();
  const groups = byDay(items, now, (group) =>
    group.kind === "month" ? monthName(group.month, i18n.language, now) : t(`nav.${group.kind}`),
  );
  const folders = whole ? (labels.data?.folders ?? []) : [];

  return (
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-4">
      {!whole && (
        <div className="flex items-center gap-1 pt-2">
          <IconButton label={t("nav.all")} onClick={() => onFilter({})}>
            <ArrowLeft />
          </IconButton>
          <h2 className="min-w-0 truncate font-medium">
            {filter.tag ? `# ${filter.tag}` : t("nav.archived")}
          </h2>
        </div>
      )}
      {list.isError && items.length === 0 && (
        <div className="px-2 py-4 text-sm text-soft">
          <p>
            <ProblemText problem={asProblem(list.error)} />
          </p>
          <Button className="mt-3" onClick={() => void list.refetch()}>
            {t("tryAgain")}
          </Button>
        </div>
      )}
      {list.isSuccess && items.length + first.length + folders.length === 0 && !hasNextPage && (
        <p className="px-2 py-4 text-sm text-faint text-pretty">{t(whole ? "nav.empty" : "nav.none")}</p>
      )}
      {selected ? (
        <Suspense>
          <SelectList
            items={[...first, ...items.filter((item) => !whole || !item.pinned)]}
            archived={filter.archived === true}
            selected={selected}
            onSelected={onSelected}
          />
        </Suspense>
      ) : (
        <>
          <Group name={t("nav.pinned")} items={first} />
          {folders.length > 0 && (
            <Suspense>
              <Folders folders={folders} />
            </Suspense>
          )}
          {groups.map((group) => (
            <Group key={group.name} {...group} />
          ))}
        </>
      )}
      <div ref={end} className="flex h-8 items-center justify-center text-faint">
        {isFetchingNextPage && <Spinner />}
      </div>
    </div>
  );
}

function Group({ name, items }: { name: string; items: Conversation[] }) {
  if (items.length === 0) return null;
  return (
    <section aria-label={name}>
      <h2 className="px-2.5 pt-4 pb-1.5 text-xs font-medium text-faint">{name}</h2>
      <ul>
        {items.map((item) => (
          <ConversationRow key={item.id} conversation={item} />
        ))}
      </ul>
    </section>
  );
}
