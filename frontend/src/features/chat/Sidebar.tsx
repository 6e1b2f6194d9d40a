import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { SquarePen } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Conversation } from "@/api/types";
import { Button, Spinner } from "@/components/ui/Button";
import { Logo } from "@/components/ui/Logo";
import { ProblemText } from "@/components/ui/ProblemText";
import { dayGroup, monthName } from "@/lib/dates";
import { ConversationRow } from "./ConversationRow";
import { DeleteDialog } from "./DeleteDialog";
import { conversationsQuery } from "./queries";

interface SidebarProps {
  footer: ReactNode;
  /** Called when a place was chosen, so that a drawer can close. */
  onNavigate?: () => void;
}

export function Sidebar({ footer, onNavigate }: SidebarProps) {
  const { t } = useTranslation();
  const [deleting, setDeleting] = useState<Conversation | null>(null);

  return (
    <nav aria-label={t("nav.sidebar")} className="pad-safe-top flex h-full flex-col">
      <div className="flex h-13 items-center gap-2.5 px-5">
        <Logo className="size-6.5" />
        <span className="text-lg font-semibold tracking-tight">Mami</span>
      </div>
      <div className="px-3 pt-1 pb-2">
        <Link
          to="/"
          onClick={onNavigate}
          title={`${t("nav.newChat")} (Ctrl+Shift+O)`}
          className="flex min-h-10 items-center gap-2.5 rounded-md border border-line bg-raised px-3 font-medium shadow-low transition-colors hover:bg-hover"
        >
          <SquarePen aria-hidden className="size-4.5 text-accent" />
          {t("nav.newChat")}
        </Link>
      </div>
      <ConversationList onNavigate={onNavigate} onDelete={setDeleting} />
      <div className="pad-safe-bottom border-t border-line px-3 pt-2">{footer}</div>
      <DeleteDialog conversation={deleting} onClose={() => setDeleting(null)} />
    </nav>
  );
}

interface ListProps {
  onNavigate: (() => void) | undefined;
  onDelete: (conversation: Conversation) => void;
}

function ConversationList({ onNavigate, onDelete }: ListProps) {
  const { t, i18n } = useTranslation();
  const list = useInfiniteQuery(conversationsQuery);
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

  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const now = new Date();
  const groups: { name: string; items: Conversation[] }[] = [];
  for (const item of items) {
    const group = dayGroup(new Date(item.updated_at), now);
    const name = group.kind === "month" ? monthName(group.month, i18n.language, now) : t(`nav.${group.kind}`);
    const last = groups.at(-1);
    if (last?.name === name) last.items.push(item);
    else groups.push({ name, items: [item] });
  }

  return (
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-4">
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
      {list.isSuccess && items.length === 0 && (
        <p className="px-2 py-4 text-sm text-faint text-pretty">{t("nav.empty")}</p>
      )}
      {groups.map((group) => (
        <section key={group.name} aria-label={group.name}>
          <h2 className="px-2.5 pt-4 pb-1.5 text-xs font-medium text-faint">{group.name}</h2>
          <ul>
            {group.items.map((item) => (
              <ConversationRow
                key={item.id}
                conversation={item}
                onNavigate={onNavigate}
                onDelete={onDelete}
              />
            ))}
          </ul>
        </section>
      ))}
      <div ref={end} className="flex h-8 items-center justify-center text-faint">
        {isFetchingNextPage && <Spinner />}
      </div>
    </div>
  );
}
