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

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
];

/** How long ago a moment was ("2 hours ago"); beyond a month, its date. */
export function timeAgo(moment: string, locale: string, now: Date): string {
  const past = Math.max(0, now.getTime() - Date.parse(moment));
  const [unit, size] = STEPS.findLast(([, least]) => past >= least) ?? ["second", 1000];
  const count = Math.floor(past / size);
  if (unit === "day" && count > 30) {
    return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(new Date(moment));
  }
  // Seconds would be stale before they are read: "now". And 30 hours are "1 day", but not always "yesterday".
  return unit === "second"
    ? new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, unit)
    : new Intl.RelativeTimeFormat(locale).format(-count, unit);
}

function startOfDay(moment: Date): Date {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}
