import { AUDIT_ACTIONS, type AuditAction } from "./actions";
import { ROLES, type Role } from "./rights";

/** What the address says about the list of people. */
export interface PeopleSearch {
  q?: string;
  role?: Role;
  disabled?: boolean;
  /** Whose details are open. */
  person?: string;
}

/** What the address says about the record. Days are the reader's own, `YYYY-MM-DD`, both included. */
export interface AuditSearch {
  actor?: string;
  target?: string;
  action?: AuditAction;
  from?: string;
  to?: string;
}

type Raw = Record<string, unknown>;

export function readPeopleSearch(raw: Raw): PeopleSearch {
  const role = ROLES.find((known) => known === raw.role);
  return {
    ...text("q", raw.q),
    ...(role && { role }),
    ...(typeof raw.disabled === "boolean" && { disabled: raw.disabled }),
    ...text("person", raw.person),
  };
}

export function readAuditSearch(raw: Raw): AuditSearch {
  const action = AUDIT_ACTIONS.find((known) => known === raw.action);
  return {
    ...text("actor", raw.actor),
    ...text("target", raw.target),
    ...(action && { action }),
    ...day("from", raw.from),
    ...day("to", raw.to),
  };
}

/** The record's filters as the API takes them: whole days of the reader become moments. */
export function auditFilter({ from, to, ...rest }: AuditSearch) {
  return {
    ...rest,
    ...(from && { from: startOfDay(from, 0) }),
    ...(to && { to: startOfDay(to, 1) }),
  };
}

/** Where the record can be downloaded, with the same filters. */
export function exportAddress(format: "csv" | "jsonl", search: AuditSearch): string {
  return `/api/v1/admin/audit/export?${new URLSearchParams({ format, ...auditFilter(search) })}`;
}

/** The router reads `?q=123` as a number. */
function text<K extends string>(key: K, value: unknown): { [key in K]?: string } {
  const words = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return words ? ({ [key]: words } as { [key in K]?: string }) : {};
}

function day<K extends string>(key: K, value: unknown): { [key in K]?: string } {
  const good = /^\d{4}-\d\d-\d\d$/.test(String(value)) && !Number.isNaN(Date.parse(String(value)));
  return good ? text(key, value) : {};
}

function startOfDay(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
