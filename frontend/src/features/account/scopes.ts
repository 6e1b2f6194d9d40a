import type { Scope } from "@/api/types";

/** What a key may do in one area of the API. */
export type Access = "none" | "read" | "all";

export const AREAS = ["chat", "memory", "images", "usage", "admin"] as const;
export type Area = (typeof AREAS)[number];
/** The areas in which there is something to open. Scopes for the others can be had already, over the API. */
export const OPEN_AREAS: readonly Area[] = ["chat", "admin"];

/** The steps of access that an area knows: what was used can only be read. */
export function stepsOf(area: Area): Access[] {
  return area === "usage" ? ["none", "read"] : ["none", "read", "all"];
}

export function scopesOf(access: Record<Area, Access>): Scope[] {
  return AREAS.flatMap((area) => {
    const step = access[area];
    return step === "none" ? [] : [(step === "read" ? `${area}:read` : area) as Scope];
  });
}

/** The area and the access that a scope stands for. */
export function readScope(scope: string): { area: Area; access: Access } | null {
  const [name, suffix] = scope.split(":");
  const area = AREAS.find((one) => one === name);
  return area ? { area, access: suffix === "read" ? "read" : "all" } : null;
}
