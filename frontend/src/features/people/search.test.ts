import { expect, it } from "vitest";
import { auditFilter, exportAddress, readAuditSearch, readPeopleSearch } from "./search";

it("takes from the address what is good, and leaves the rest", () => {
  expect(readPeopleSearch({ q: 123, role: "admin", disabled: true, person: "p" })).toEqual({
    q: "123",
    role: "admin",
    disabled: true,
    person: "p",
  });
  expect(readPeopleSearch({ q: "", role: "king", disabled: "true", person: ["x"], other: 1 })).toEqual({});
  expect(readAuditSearch({ actor: "a", action: "setup", from: "2026-02-28", to: "2026-99-99" })).toEqual({
    actor: "a",
    action: "setup",
    from: "2026-02-28",
  });
  expect(readAuditSearch({ action: "toString", from: "yesterday" })).toEqual({});
});

it("asks for whole days of the reader, the last one included", () => {
  expect(auditFilter({ from: "2026-03-01", to: "2026-03-31" })).toEqual({
    from: new Date(2026, 2, 1).toISOString(),
    to: new Date(2026, 3, 1).toISOString(),
  });
});

it("leads the download to the same entries as the list", () => {
  const url = new URL(exportAddress("csv", { actor: "a&b", from: "2026-03-01" }), "http://mami");
  expect(url.pathname).toBe("/api/v1/admin/audit/export");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    format: "csv",
    actor: "a&b",
    from: new Date(2026, 2, 1).toISOString(),
  });
});
