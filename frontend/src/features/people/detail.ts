import type { TFunction } from "i18next";
import { isRecord } from "@/api/problem";
import { fullTime } from "@/lib/dates";
import { ROLES } from "./rights";

/** What else the record says about a deed, in words; what has none of ours is shown as it is. */
export function describeDetail(
  detail: Record<string, unknown> | null | undefined,
  t: TFunction,
  locale: string,
): string[] {
  const { from, to, ...rest } = detail ?? {};
  return [
    ...(to === undefined ? [] : [change(from, to, t)]),
    ...Object.entries(rest).flatMap(([name, value]) => describe(name, value, t, locale) ?? []),
  ];
}

function describe(name: string, value: unknown, t: TFunction, locale: string): string | null {
  if (name === "role") return role(value, t);
  if (name === "display_name" && isRecord(value)) return change(value.from, value.to, t);
  if (name === "max_uses") return t("people.record.uses", { count: Number(value) });
  if (name === "expires_at" && value === null) return t("people.invites.forever");
  if (name === "expires_at") return t("people.invites.until", { when: fullTime(String(value), locale) });
  if (name === "remembered") return value === true ? t("people.record.remembered") : null;
  if (name === "scopes" && Array.isArray(value)) return value.join(", ");
  return `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
}

function change(from: unknown, to: unknown, t: TFunction): string {
  return `${role(from, t)} → ${role(to, t)}`;
}

function role(value: unknown, t: TFunction): string {
  const known = ROLES.find((one) => one === value);
  return known ? t(`people.roles.${known}`) : String(value);
}
