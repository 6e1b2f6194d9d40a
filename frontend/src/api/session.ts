import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { User } from "./types";

/** Who is signed in. Everything that needs an identity hangs on this one query. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => unwrap(api.GET("/api/v1/auth/me")),
  staleTime: Number.POSITIVE_INFINITY,
  // Who comes back to a page that was left open sees what has happened to their account meanwhile.
  refetchOnWindowFocus: "always",
  retry: false,
});

/** What to say on the sign-in page to someone who did not go there of their own will. */
export type SignInNote = { kind: "ended" | "reused" | "left" } | { kind: "password_set"; username: string };

const NOTE = ["sign-in-note"];

/** Leaves a note for the sign-in page; it lives with this page and goes with the next sign-in. */
export function leaveNote(queries: QueryClient, note: SignInNote): void {
  queries.setQueryData<SignInNote>(NOTE, note);
}

export function readNote(queries: QueryClient): SignInNote | undefined {
  return queries.getQueryData<SignInNote>(NOTE);
}

export function dropNote(queries: QueryClient): void {
  queries.removeQueries({ queryKey: NOTE });
}

/** Forgets everything that was read for the person who was here. */
export function forgetSession(queries: QueryClient): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== NOTE[0] });
}

/** Asks again who we are. A refusal leads to the sign-in page by itself (see app/queries.ts). */
export async function checkSession(queries: QueryClient): Promise<void> {
  await queries.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => undefined);
}

/** Makes everything that was read for one person give way to another. */
export function startSession(queries: QueryClient, user: User): void {
  queries.clear();
  queries.setQueryData(meQuery.queryKey, user);
}

/** Whether this Mami still waits for its owner. */
export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => unwrap(api.GET("/api/v1/setup")),
  staleTime: 0,
  retry: false,
});

/** Whether someone may connect models. The server decides; this only saves them a closed door. */
export function mayManage(user: User): boolean {
  return user.role === "owner" || user.role === "admin";
}
