import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { meQuery } from "@/api/session";
import type { AuditEntry, Invite, Person, User } from "@/api/types";
import { loadTexts, switchLanguage } from "@/lib/i18n";
import AuditPage from "./AuditPage";
import InvitesPage from "./InvitesPage";
import PeoplePage from "./PeoplePage";

const at = "2026-03-01T12:00:00Z";
const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  username: id,
  display_name: id,
  role: "member",
  disabled: false,
  second_factor: false,
  created_at: at,
  last_seen_at: null,
  invited_by: null,
  ...more,
});
const ada = person("ada", { display_name: "Ada", role: "owner" });
const grace = person("grace", { display_name: "Grace", role: "admin", second_factor: true });
const bob = person("bob", { display_name: "Bob <img src=x>" });

interface Call {
  method: string;
  url: URL;
  body: unknown;
}
let calls: Call[];
let answers: Record<string, (call: Call) => { status?: number; body?: unknown }>;

beforeAll(async () => {
  await switchLanguage("en");
  await loadTexts("people");
});
beforeEach(() => {
  calls = [];
  answers = {
    "GET /users": () => ({ body: { items: [bob, grace, ada], next_cursor: null } }),
    "GET /users/bob": () => ({ body: bob }),
    "GET /users/grace": () => ({ body: grace }),
    "GET /users/ada": () => ({ body: ada }),
    "GET /invites": () => ({ body: { items: [], next_cursor: null } }),
  };
  vi.stubGlobal("fetch", async (request: Request) => {
    const url = new URL(request.url);
    const text = await request.text();
    const call = { method: request.method, url, body: text ? JSON.parse(text) : undefined };
    calls.push(call);
    const answer = answers[`${call.method} ${url.pathname.replace("/api/v1/admin", "")}`]?.(call);
    if (!answer) throw new Error(`nobody expected ${call.method} ${url}`);
    const { status = 200, body } = answer;
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json" },
    });
  });
});

const sent = (method: string) => calls.filter((call) => call.method === method);

function open(path: string, me: Person) {
  const root = createRootRoute();
  const route = (at: string, component: () => React.JSX.Element) =>
    createRoute({ getParentRoute: () => root, path: at, component });
  const router = createRouter({
    routeTree: root.addChildren([
      route("/people", PeoplePage),
      route("/people/invites", InvitesPage),
      route("/people/audit", AuditPage),
      route("/account", () => <p>account</p>),
    ]),
    history: createMemoryHistory({ initialEntries: [path] }),
  });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(meQuery.queryKey, { ...me } as unknown as User);
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return router;
}

const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole("button", { name }));

it("lists people with what matters about them, names as plain text", async () => {
  open("/people", ada);
  const rows = await screen.findAllByRole("button", { name: /@/ });
  expect(rows.map((row) => row.textContent)).toEqual([
    "BBob <img src=x>@bobNever seen yet · no second factor",
    "GGrace@graceAdminNever seen yet · second factor on",
    "AAda@adaOwnerNever seen yet · no second factor",
  ]);
});

it("searches once the typing stops, and keeps the search in the address", async () => {
  const router = open("/people?role=member", ada);
  await userEvent.type(await screen.findByLabelText("Search by name"), "bo");
  await vi.waitFor(() => expect(router.state.location.search).toEqual({ q: "bo", role: "member" }));
  await vi.waitFor(() => expect(calls.at(-1)?.url.searchParams.get("q")).toBe("bo"));
  expect(calls.map(({ url }) => url.searchParams.get("q"))).not.toContain("b");
  expect(calls.every(({ url }) => url.searchParams.get("role") === "member")).toBe(true);
});

it("offers an owner every role, an admin none", async () => {
  open("/people?person=bob", ada);
  const role = await screen.findByRole("combobox", { name: "Role", description: /sees only/ });
  expect(
    within(role)
      .getAllByRole("option")
      .map((option) => option.textContent),
  ).toEqual(["Member", "Admin", "Owner"]);
});

it("lets an admin look after members only", async () => {
  open("/people?person=bob", grace);
  await screen.findByRole("button", { name: "Delete the account" });
  const panel = within(screen.getByRole("dialog"));
  expect(panel.queryByRole("combobox")).toBeNull();
});

it("shows an admin nothing to do about an owner, nor about themselves", async () => {
  const router = open("/people?person=ada", grace);
  await screen.findByText("Only an owner may change this account.");
  expect(screen.queryByRole("button", { name: /account$|link|Save/ })).toBeNull();
  await router.navigate({ to: "/people", search: { person: "grace" } as never });
  await screen.findByText(/^This is you/);
  expect(screen.queryByRole("button", { name: /account$|link|Save/ })).toBeNull();
});

it("says why the last owner stays one", async () => {
  answers["PATCH /users/ada"] = () => ({ status: 409, body: { title: "x", code: "last_owner" } });
  open("/people?person=ada", ada);
  await userEvent.selectOptions(
    await screen.findByRole("combobox", { name: "Role", description: /may do everything/i }),
    "member",
  );
  await press("Save");
  await screen.findByText(/This is the only active owner/);
  expect(sent("PATCH").map(({ body }) => body)).toEqual([{ role: "member" }]);
});

it("deletes only after the username was typed", async () => {
  answers["DELETE /users/bob"] = () => ({ status: 204 });
  const router = open("/people?person=bob", ada);
  await press("Delete the account");
  const confirm = screen.getByRole<HTMLButtonElement>("button", { name: "Delete for good" });
  const field = screen.getByLabelText("Type bob to confirm");
  await userEvent.type(field, "bo{Enter}");
  expect(confirm.disabled).toBe(true);
  expect(sent("DELETE")).toEqual([]);
  await userEvent.type(field, "b{Enter}");
  await vi.waitFor(() => expect(router.state.location.search).toEqual({}));
  expect(sent("DELETE")).toHaveLength(1);
});

it("shows a password link once, whole, as text", async () => {
  answers["POST /users/bob/reset-password"] = () => ({
    status: 201,
    body: { url: "/reset?token=t", token: "t", expires_at: at },
  });
  open("/people?person=bob", ada);
  await press("Make a password link");
  await press("Make the link");
  await screen.findByText(`${location.origin}/reset?token=t`);
  await press("Done");
  expect(screen.queryByText(/reset\?token/)).toBeNull();
});

it("invites with what was chosen", async () => {
  const invite = { id: "i", role: "admin", note: "n", max_uses: 3, uses: 0, created_at: at };
  answers["POST /invites"] = () => ({
    status: 201,
    body: { ...invite, status: "open", used_by: [], code: "c", url: "https://mami.example/register?code=c" },
  });
  open("/people/invites", ada);
  await screen.findByText(/No invites yet/);
  await press("Invite someone");
  await userEvent.selectOptions(screen.getByLabelText("They join as"), "admin");
  await userEvent.clear(screen.getByLabelText("How many people"));
  await userEvent.type(screen.getByLabelText("How many people"), "3");
  await userEvent.selectOptions(screen.getByLabelText("Good for"), "never");
  await userEvent.type(screen.getByLabelText("Note"), " n ");
  await press("Make the link");
  await screen.findByText("https://mami.example/register?code=c");
  await screen.findByText(/^3 people can join with this link\. It has no end/);
  expect(sent("POST").map(({ body }) => body)).toEqual([
    { role: "admin", max_uses: 3, expires_at: null, note: "n" },
  ]);
});

it("lets an admin invite members only", async () => {
  open("/people/invites", grace);
  await press("Invite someone");
  expect(screen.getByLabelText("How many people")).toBeTruthy();
  expect(screen.queryByLabelText("They join as")).toBeNull();
});

it("shows how invites stand, and revokes open ones", async () => {
  const base = { role: "member" as const, max_uses: 2, created_at: at, created_by: ada, used_by: [] };
  const invites: Invite[] = [
    { ...base, id: "1", note: "Club", uses: 1, status: "open", used_by: [{ ...bob, at }] },
    { ...base, id: "2", note: "", uses: 0, status: "revoked", revoked_at: at },
  ];
  answers["GET /invites"] = () => ({ body: { items: invites, next_cursor: null } });
  answers["DELETE /invites/1"] = () => ({ status: 204 });
  open("/people/invites", ada);
  const bobs = await screen.findByRole("link", { name: "Bob <img src=x>" });
  expect(bobs.getAttribute("href")).toBe("/people?person=bob");
  screen.getByText(/^1 of 2 used · without end · made by Ada/);
  screen.getByText(/^0 of 2 used · revoked/);
  await press(/^Revoke: invite/);
  await press("Revoke");
  await vi.waitFor(() =>
    expect(sent("DELETE").map(({ url }) => url.pathname)).toEqual(["/api/v1/admin/invites/1"]),
  );
  await vi.waitFor(() => expect(screen.queryByText("Revoke this invite?")).toBeNull());
});

it("tells the record in words, and an unknown deed by its name", async () => {
  type Entry = Omit<AuditEntry, "detail"> & { detail?: object };
  const entry = (more: Partial<Entry>): Entry => ({
    id: String(more.action),
    at,
    action: "x",
    ...more,
  });
  const page = (items: Entry[], next_cursor: string | null) => ({ body: { items, next_cursor } });
  answers["GET /audit"] = ({ url }) =>
    url.searchParams.get("cursor") === "2"
      ? page([entry({ action: "user.created", target_id: "bob", target_name: "bob" })], null)
      : page(
          [
            entry({
              action: "user.role_changed",
              actor_id: "ada",
              actor_name: "ada",
              target_id: "bob",
              target_name: "bob",
              address: "::1",
              detail: { from: "member", to: "admin" },
            }),
            entry({
              action: "moon.landed",
              actor_id: "ada",
              actor_name: "ada",
              target_id: "ada",
              target_name: "ada",
            }),
          ],
          "2",
        );
  open("/people/audit?action=setup", ada);
  await press("Show more");
  await screen.findByText(/whoever runs/);
  const rows = within(screen.getByRole("list", { name: "Record" })).getAllByRole("listitem");
  const said = rows.map((row) => [...row.querySelectorAll("p")].map((line) => line.textContent));
  expect(said).toEqual([
    ["Role changed: bob", "by ada · from ::1", "Member → Admin"],
    ["moon.landed", "by ada"],
    ["Account made: bob", "by whoever runs the server"],
  ]);
  const link = screen.getByRole("link", { name: "Download as CSV" });
  expect(link.getAttribute("href")).toBe("/api/v1/admin/audit/export?format=csv&action=setup");
});
