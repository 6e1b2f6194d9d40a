import { expect, it } from "vitest";
import { dayGroup, monthName, timeAgo } from "./dates";

it("groups by calendar days, not by spans of 24 hours", () => {
  const now = new Date(2026, 2, 10, 0, 30);
  expect(dayGroup(new Date(2026, 2, 10, 0, 1), now).kind).toBe("today");
  expect(dayGroup(new Date(2026, 2, 9, 23, 59), now).kind).toBe("yesterday");
  expect(dayGroup(new Date(2026, 2, 8, 12), now).kind).toBe("week");
  expect(dayGroup(new Date(2026, 2, 3, 12), now)).toEqual({ kind: "month", month: new Date(2026, 2, 1) });
  expect(dayGroup(new Date(2026, 2, 10, 9), now).kind).toBe("today");
});

it("names the year only where it is another one", () => {
  const now = new Date(2026, 2, 10);
  expect(monthName(new Date(2026, 1, 1), "en", now)).toBe("February");
  expect(monthName(new Date(2025, 11, 1), "de", now)).toBe("Dezember 2025");
});

it("says how long ago something was, in whole steps, and the date when it was long ago", () => {
  const now = new Date(Date.UTC(2026, 2, 10, 12));
  const ago = (seconds: number) => timeAgo(new Date(now.getTime() - seconds * 1000).toISOString(), "en", now);
  expect(ago(59)).toBe("now");
  expect(ago(60)).toBe("1 minute ago");
  expect(ago(2 * 3600 + 3599)).toBe("2 hours ago");
  expect(ago(30 * 86_400)).toBe("30 days ago");
  expect(ago(31 * 86_400)).toBe("Feb 7, 2026");
  // A clock that is behind the server's.
  expect(ago(-30)).toBe("now");
});
