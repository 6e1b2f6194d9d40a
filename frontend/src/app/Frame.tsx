import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useMatches, useParams } from "@tanstack/react-router";
import { Menu as MenuIcon, SquarePen } from "lucide-react";
import { Suspense, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { AccountMenu } from "@/features/account/AccountMenu";
import { AlertBanner } from "@/features/account/AlertBanner";
import { dropSentDraft } from "@/features/chat/draft";
import { useLiveUpdates } from "@/features/chat/live";
import { keepDeed } from "@/features/chat/memory/deeds";
import { conversationQuery, patchConversation, refreshConversation } from "@/features/chat/queries";
import { Sidebar } from "@/features/chat/Sidebar";
import { Turns, TurnsContext } from "@/features/chat/turns";
import { lazyPart } from "@/lib/lazyPart";
import { useMedia } from "@/lib/media";
import { type Overlay, useShortcuts } from "./shortcuts";

const Palette = lazyPart(() => import("@/features/palette/Palette"), "palette");
const KeysSheet = lazyPart(() => import("@/features/palette/KeysSheet"), "palette");

/** What surrounds every page behind the sign-in: the sidebar, the bar on top, the running turns. */
export function Frame() {
  const queries = useQueryClient();
  const [turns] = useState(
    () =>
      new Turns({
        onStart: ({ turn: { start }, request }) => {
          if (!start) return;
          if (request.kind === "send") dropSentDraft(request.conversationId, request.content);
          patchConversation(queries, start.conversationId, {
            head_message_id: start.messageId,
            running_message_id: start.messageId,
            updated_at: new Date().toISOString(),
          });
          void queries.invalidateQueries({ queryKey: ["conversations"] });
        },
        onTitle: ({ turn: { start, title } }) => {
          if (!start || !title) return;
          patchConversation(queries, start.conversationId, { title });
          void queries.invalidateQueries({ queryKey: ["conversations"] });
        },
        onEnd: ({ turn, request }) => {
          if (turn.start) keepDeed(turn.start.messageId, turn.memory);
          const id = turn.start?.conversationId ?? request.conversationId;
          if (id) void refreshConversation(queries, id);
        },
      }),
  );
  useLiveUpdates(turns);
  useEffect(() => () => turns.closeAll(), [turns]);

  return (
    <TurnsContext value={turns}>
      <Layout />
    </TurnsContext>
  );
}

function Layout() {
  const { t } = useTranslation();
  const wide = useMedia("(width >= 48rem)");
  const [drawer, setDrawer] = useState(false);
  const [hidden, setHidden] = useState(false);
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const closeDrawer = useCallback(() => setDrawer(false), []);
  const search = useCallback(() => setOverlay("palette"), []);
  useShortcuts({
    onOverlay: setOverlay,
    onSidebar: () => (wide ? setHidden(!hidden) : setDrawer(!drawer)),
  });
  const { conversationId } = useParams({ strict: false });
  const { data: conversation } = useQuery({
    ...conversationQuery(conversationId ?? ""),
    enabled: conversationId !== undefined,
  });
  const title = conversationId ? conversation?.title : null;
  const page = useMatches().at(-1)?.staticData.title;
  const tab = page ? t(page) : title;

  useEffect(() => {
    document.title = tab ? `${tab} · Mami` : "Mami";
    return () => {
      document.title = "Mami";
    };
  }, [tab]);

  return (
    <div className="flex h-screen-visible">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent px-4 py-2 font-medium text-on-accent focus:translate-y-0"
      >
        {t("nav.skip")}
      </a>
      {wide ? (
        <aside hidden={hidden} className="w-sidebar shrink-0 border-r border-line bg-sunken">
          <Sidebar footer={<AccountMenu />} onSearch={search} />
        </aside>
      ) : (
        <Dialog
          open={drawer}
          onClose={closeDrawer}
          label={t("nav.sidebar")}
          className="m-0 h-dvh max-h-none w-[min(20rem,85vw)] max-w-none bg-sunken open:animate-slide-in"
        >
          <Sidebar footer={<AccountMenu />} onNavigate={closeDrawer} onSearch={search} />
        </Dialog>
      )}
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="pad-safe-top shrink-0">
          <div className="flex h-13 items-center gap-1 px-2 md:px-4">
            {(!wide || hidden) && (
              <IconButton
                label={t("nav.openSidebar")}
                onClick={() => (wide ? setHidden(false) : setDrawer(true))}
                className="size-10"
              >
                <MenuIcon />
              </IconButton>
            )}
            <p className="min-w-0 flex-1 truncate text-center text-sm font-medium text-soft">{title}</p>
            {!wide && (
              <Link
                to="/"
                aria-label={t("nav.newChat")}
                title={t("nav.newChat")}
                className="flex size-10 items-center justify-center rounded-sm text-faint hover:bg-hover"
              >
                <SquarePen aria-hidden className="size-4.5" />
              </Link>
            )}
          </div>
        </header>
        <AlertBanner />
        <Outlet />
      </div>
      <Suspense>
        {overlay === "palette" && (
          <Palette onClose={() => setOverlay(null)} onGone={closeDrawer} onKeys={() => setOverlay("keys")} />
        )}
        {overlay === "keys" && <KeysSheet onClose={() => setOverlay(null)} />}
      </Suspense>
    </div>
  );
}
