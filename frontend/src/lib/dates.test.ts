import { expect, it } from "vitest";
import { dayGroup, monthName } from "./dates";

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
