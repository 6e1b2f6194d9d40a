import type { Person, User } from "@/api/types";

export type Role = User["role"];
export const ROLES = ["member", "admin", "owner"] as const satisfies Role[];

/** Whether someone may change this account at all. The server decides; this only saves a closed door. */
export function mayChange(me: User, person: Person): boolean {
  return me.role === "owner" || (me.role === "admin" && person.role === "member");
}

/** The roles that someone may give to people who are here. */
export function rolesToGive(me: User): Role[] {
  return me.role === "owner" ? ["member", "admin", "owner"] : ["member"];
}

/** The roles that someone may invite into: an owner is made by hand, never by a link. */
export function rolesToInvite(me: User): Role[] {
  return rolesToGive(me).filter((role) => role !== "owner");
}
