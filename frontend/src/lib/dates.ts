export type DayGroup = { kind: "today" | "yesterday" | "week" } | { kind: "month"; month: Date };

/** Which heading of the sidebar a moment belongs under, in the reader's own time zone. */
export function dayGroup(moment: Date, now: Date): DayGroup {
  const days = Math.round((startOfDay(now).getTime() - startOfDay(moment).getTime()) / 86_400_000);
  if (days <= 0) return { kind: "today" };
  if (days === 1) return { kind: "yesterday" };
  if (days < 7) return { kind: "week" };
  return { kind: "month", month: new Date(moment.getFullYear(), moment.getMonth(), 1) };
}

export function monthName(month: Date, locale: string, now: Date): string {
  const year = month.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(locale, { month: "long", ...(year && { year }) }).format(month);
}

export function fullTime(moment: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(moment),
  );
}

function startOfDay(moment: Date): Date {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}
