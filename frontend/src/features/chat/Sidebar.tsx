import { Link } from "@tanstack/react-router";
import { ListFilter, Search, SquarePen } from "lucide-react";
import { type ReactNode, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { IconButton } from "@/components/ui/Button";
import { Logo } from "@/components/ui/Logo";
import { Menu } from "@/components/ui/Menu";
import { useAfterMenu } from "@/lib/afterMenu";
import { lazyPart, partWithTexts } from "@/lib/lazyPart";
import { useOnDemand } from "@/lib/onDemand";
import { ConversationList } from "./ConversationList";
import type { ListFilter as Filter } from "./queries";
import { type Notice, SidebarContext } from "./sidebar";

const DeleteDialog = lazyPart(() => import("./DeleteDialog"));
const listMenu = partWithTexts(() => import("./organise/ListMenu"), "organise");
const NoticeBar = lazyPart(() => import("./organise/NoticeBar"), "organise");

interface SidebarProps {
  footer: ReactNode;
  /** Called when a place was chosen, so that a drawer can close. */
  onNavigate?: () => void;
  onSearch: () => void;
}

export function Sidebar({ footer, onNavigate, onSearch }: SidebarProps) {
  const { t } = useTranslation();
  const [deleting, setDeleting] = useState<Conversation | null>(null);
  const [filter, setFilter] = useState<Filter>({});
  const [selected, setSelected] = useState<string[] | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const { after, onCloseAutoFocus } = useAfterMenu();
  const ListMenu = useOnDemand(listMenu)?.default;

  const deeds = useMemo(
    () => ({
      onNavigate: () => onNavigate?.(),
      onDelete: setDeleting,
      onSelect: (id: string) => setSelected([id]),
      onNotice: setNotice,
    }),
    [onNavigate],
  );
  return (
    <SidebarContext value={deeds}>
      <nav aria-label={t("nav.sidebar")} className="pad-safe-top flex h-full flex-col">
        <div className="flex h-13 items-center gap-2.5 pr-3 pl-5">
          <Logo className="size-6.5" />
          <span className="flex-1 text-lg font-semibold tracking-tight">Mami</span>
          <IconButton label={t("nav.search")} className="-mr-2 size-10" onClick={onSearch}>
            <Search />
          </IconButton>
          <Menu
            align="end"
            needs={listMenu}
            onCloseAutoFocus={onCloseAutoFocus}
            trigger={
              <IconButton label={t("nav.organise")} className="size-10">
                <ListFilter />
              </IconButton>
            }
          >
            {ListMenu && (
              <ListMenu
                after={after}
                onFilter={setFilter}
                onSelect={() => setSelected([])}
                onNavigate={deeds.onNavigate}
              />
            )}
          </Menu>
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
        <ConversationList filter={filter} onFilter={setFilter} selected={selected} onSelected={setSelected} />
        {notice && (
          <Suspense>
            <NoticeBar notice={notice} onGone={() => setNotice(null)} />
          </Suspense>
        )}
        <div className="pad-safe-bottom border-t border-line px-3 pt-2">{footer}</div>
        {deleting && (
          <Suspense>
            <DeleteDialog conversation={deleting} onClose={() => setDeleting(null)} />
          </Suspense>
        )}
      </nav>
    </SidebarContext>
  );
}
