import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from "@tanstack/react-router";
import type { ParseKeys } from "i18next";
import { ApiError } from "@/api/problem";
import { dropNote, mayManage, meQuery, setupQuery } from "@/api/session";
import { ChatPage } from "@/features/chat/ChatPage";
import { readAuditSearch, readPeopleSearch } from "@/features/people/search";
import { loadTexts, pickLocale, switchLanguage } from "@/lib/i18n";
import { localPath } from "@/lib/paths";
import { applyTheme, isTheme } from "@/lib/theme";
import { Frame } from "./Frame";
import { ErrorPage, NotFoundPage, PendingPage } from "./StatusPages";

export interface RouterContext {
  queries: QueryClient;
}

/** A word of the address, if there is one; the router reads one of digits as a number. */
function word<K extends string>(key: K, value: unknown): { [key in K]?: string } {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return text ? ({ [key]: text } as { [key in K]?: string }) : {};
}

async function signedIn(queries: QueryClient): Promise<boolean> {
  try {
    const me = await queries.fetchQuery(meQuery);
    dropNote(queries);
    if (isTheme(me.theme)) applyTheme(me.theme);
    if (me.locale) await switchLanguage(pickLocale([me.locale]));
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}

const root = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = localPath(search.next);
    return next === "/" ? {} : { next };
  },
  beforeLoad: async ({ context }) => {
    if (await signedIn(context.queries)) throw redirect({ to: "/", replace: true });
    if ((await context.queries.fetchQuery(setupQuery)).needs_owner)
      throw redirect({ to: "/setup", replace: true });
  },
  component: lazyRouteComponent(() => import("@/features/auth/SignInPage")),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  beforeLoad: async ({ context }) => {
    if (!(await context.queries.fetchQuery(setupQuery)).needs_owner)
      throw redirect({ to: "/", replace: true });
  },
  component: lazyRouteComponent(() => import("@/features/auth/SetupPage")),
});

/** An invite opens for anyone who has it, also for who is signed in already. */
const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  component: lazyRouteComponent(() => import("@/features/auth/RegisterPage")),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  component: lazyRouteComponent(() => import("@/features/auth/ResetPage")),
});

/** Everything behind the sign-in shares the frame with the sidebar. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ context, location }) => {
    if (await signedIn(context.queries)) return;
    if ((await context.queries.fetchQuery(setupQuery)).needs_owner)
      throw redirect({ to: "/setup", replace: true });
    const next = location.pathname === "/" ? {} : { next: location.href };
    throw redirect({ to: "/login", search: next, replace: true });
  },
  component: Frame,
});

/**
 * One page serves the new chat and every conversation, so that it stays in place, with the focus
 * in its composer, when the first message turns the one into the other.
 */
const chat = createRoute({
  getParentRoute: () => inside,
  id: "chat",
  component: ChatPage,
});
const newChat = createRoute({
  getParentRoute: () => chat,
  path: "/",
  /** Whom the new conversation is to be with. */
  validateSearch: (search: Record<string, unknown>): { persona?: string } => word("persona", search.persona),
});
const conversation = createRoute({
  getParentRoute: () => chat,
  path: "/c/$conversationId",
  /** The message to show, where one was looked for. */
  validateSearch: (search: Record<string, unknown>): { m?: string } => word("m", search.m),
});

const personas = createRoute({
  getParentRoute: () => inside,
  path: "/personas",
  /** Which one is open to be changed; `new` for one to be made. */
  validateSearch: (search: Record<string, unknown>): { edit?: string } => word("edit", search.edit),
  staticData: { title: "personas.title" },
  loader: () => loadTexts("personas", "documents"),
  component: lazyRouteComponent(() => import("@/features/personas/PersonasPage")),
});

const transfer = createRoute({
  getParentRoute: () => inside,
  path: "/import",
  staticData: { title: "transfer.title" },
  loader: () => loadTexts("transfer"),
  component: lazyRouteComponent(() => import("@/features/transfer/ImportPage")),
});

const shares = createRoute({
  getParentRoute: () => inside,
  path: "/shares",
  staticData: { title: "transfer.shares.title" },
  loader: () => loadTexts("transfer"),
  component: lazyRouteComponent(() => import("@/features/transfer/SharesPage")),
});

const memory = createRoute({
  getParentRoute: () => inside,
  path: "/memory",
  staticData: { title: "account.memory" },
  loader: () => loadTexts("memory", "recall"),
  component: lazyRouteComponent(() => import("@/features/memory/MemoryPage")),
});

const documents = createRoute({
  getParentRoute: () => inside,
  path: "/documents",
  staticData: { title: "account.documents" },
  loader: () => loadTexts("documents"),
  component: lazyRouteComponent(() => import("@/features/documents/DocumentsPage")),
});

const oneDocument = createRoute({
  getParentRoute: () => inside,
  path: "/documents/$documentId",
  /** The piece to open it at, from 0. */
  validateSearch: ({ piece }: Record<string, unknown>): { piece?: number } =>
    Number.isSafeInteger(piece) && Number(piece) >= 0 ? { piece: Number(piece) } : {},
  staticData: { title: "account.documents" },
  loader: () => loadTexts("documents"),
  component: lazyRouteComponent(() => import("@/features/documents/DocumentPage")),
});

/** What someone has shared opens for whoever has the link, signed in or not. */
const shared = createRoute({
  getParentRoute: () => root,
  path: "/s/$token",
  loader: () => loadTexts("shared"),
  component: lazyRouteComponent(() => import("@/features/shared/SharedPage")),
});

const connect = createRoute({
  getParentRoute: () => inside,
  path: "/connect",
  staticData: { title: "account.connect" },
  loader: () => loadTexts("admin"),
  component: lazyRouteComponent(() => import("@/features/admin/ConnectPage")),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  staticData: { title: "account.title" },
  loader: () => loadTexts("account", "people"),
  component: lazyRouteComponent(() => import("@/features/account/AccountPage")),
});

const security = createRoute({
  getParentRoute: () => inside,
  path: "/account/security",
  staticData: { title: "account.security.title" },
  loader: () => loadTexts("account", "people"),
  component: lazyRouteComponent(() => import("@/features/account/SecurityPage")),
});

/** For owners and admins; to everyone else there is nothing here. The server decides again. */
const managing = createRoute({
  getParentRoute: () => inside,
  id: "managing",
  beforeLoad: async ({ context }) => {
    if (!mayManage(await context.queries.ensureQueryData(meQuery))) throw notFound();
  },
});

const providers = createRoute({
  getParentRoute: () => managing,
  path: "/providers",
  staticData: { title: "providers.title" },
  loader: () => loadTexts("admin"),
  component: lazyRouteComponent(() => import("@/features/admin/ProvidersPage")),
});

const people = createRoute({
  getParentRoute: () => managing,
  path: "/people",
  validateSearch: readPeopleSearch,
  staticData: { title: "people.people.title" },
  loader: () => loadTexts("people"),
  component: lazyRouteComponent(() => import("@/features/people/PeoplePage")),
});

const invites = createRoute({
  getParentRoute: () => managing,
  path: "/people/invites",
  staticData: { title: "people.invites.title" },
  loader: () => loadTexts("people"),
  component: lazyRouteComponent(() => import("@/features/people/InvitesPage")),
});

const audit = createRoute({
  getParentRoute: () => managing,
  path: "/people/audit",
  validateSearch: readAuditSearch,
  staticData: { title: "people.record.title" },
  loader: () => loadTexts("people"),
  component: lazyRouteComponent(() => import("@/features/people/AuditPage")),
});

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      login,
      setup,
      register,
      reset,
      shared,
      inside.addChildren([
        chat.addChildren([newChat, conversation]),
        personas,
        transfer,
        shares,
        memory,
        documents,
        oneDocument,
        connect,
        account,
        security,
        managing.addChildren([providers, people, invites, audit]),
      ]),
    ]),
    context: { queries },
    defaultPreload: "intent",
    defaultPendingComponent: PendingPage,
    defaultErrorComponent: ErrorPage,
    // The chat keeps its own scroll position.
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** What the browser's tab says, as a key of the locales. */
    title?: ParseKeys;
  }
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
