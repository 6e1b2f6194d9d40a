import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { meQuery } from "@/api/session";
import type { InviteInput, Person, PersonInput } from "@/api/types";
import { type AuditSearch, auditFilter, type PeopleSearch } from "./search";

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

const pages = {
  initialPageParam: "",
  getNextPageParam: (page: Page<unknown>) => page.next_cursor,
  placeholderData: keepPreviousData,
};

const after = (cursor: string) => ({ limit: 50, ...(cursor && { cursor }) });

export const peopleQuery = ({ q, role, disabled }: PeopleSearch) => {
  const filter = { ...(q && { q }), ...(role && { role }), ...(disabled !== undefined && { disabled }) };
  return infiniteQueryOptions({
    queryKey: ["people", filter],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/v1/admin/users", { params: { query: { ...filter, ...after(pageParam) } } })),
    ...pages,
  });
};

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["person", id],
    queryFn: () => unwrap(api.GET("/api/v1/admin/users/{id}", { params: { path: { id } } })),
  });

export const invitesQuery = infiniteQueryOptions({
  queryKey: ["invites"],
  queryFn: ({ pageParam }) =>
    unwrap(api.GET("/api/v1/admin/invites", { params: { query: after(pageParam) } })),
  ...pages,
});

export const auditQuery = (search: AuditSearch) => {
  const filter = auditFilter(search);
  return infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/v1/admin/audit", { params: { query: { ...filter, ...after(pageParam) } } })),
    // Every deed adds to it.
    staleTime: 0,
    ...pages,
  });
};

/** Everything on the pages of a list that is there so far. */
export function allItems<T>(data: InfiniteData<Page<T>> | undefined): T[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}

const at = (id: string) => ({ params: { path: { id } } });

export const changePerson = (id: string, body: PersonInput) =>
  unwrap(api.PATCH("/api/v1/admin/users/{id}", { ...at(id), body }));
export const deletePerson = (id: string) => unwrap(api.DELETE("/api/v1/admin/users/{id}", at(id)));
export const makePasswordLink = (id: string) =>
  unwrap(api.POST("/api/v1/admin/users/{id}/reset-password", at(id)));
export const resetSecondFactor = (id: string) =>
  unwrap(api.POST("/api/v1/admin/users/{id}/reset-second-factor", at(id)));
export const endSessions = (id: string) => unwrap(api.POST("/api/v1/admin/users/{id}/end-sessions", at(id)));
export const makeInvite = (body: InviteInput) => unwrap(api.POST("/api/v1/admin/invites", { body }));
export const revokeInvite = (id: string) => unwrap(api.DELETE("/api/v1/admin/invites/{id}", at(id)));

/** What the lists already know of someone, until their own answer is there. */
export function knownPerson(queries: QueryClient, id: string): Person | undefined {
  return queries
    .getQueriesData<InfiniteData<Page<Person>>>({ queryKey: ["people"] })
    .flatMap(([, data]) => allItems(data))
    .find((person) => person.id === id);
}

/** Shows someone as they are now, and fetches anew what hangs on it; for oneself: what one may do, too. */
export async function refreshPeople(queries: QueryClient, person: Person): Promise<void> {
  queries.setQueryData(personQuery(person.id).queryKey, person);
  const me = queries.getQueryData(meQuery.queryKey);
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["people"] }),
    queries.invalidateQueries({ queryKey: personQuery(person.id).queryKey }),
    me?.id === person.id && queries.invalidateQueries({ queryKey: meQuery.queryKey }),
  ]);
}

/** Forgets someone whose account is gone. */
export function dropPerson(queries: QueryClient, id: string): void {
  queries.removeQueries({ queryKey: personQuery(id).queryKey });
  void queries.invalidateQueries({ queryKey: ["people"] });
}
