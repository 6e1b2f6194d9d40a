import { expect, it } from "vitest";
import type { Import } from "@/api/types";
import { shareDone } from "./api";

const running: Import = {
  id: "i",
  name: "export.zip",
  status: "running",
  total: 40,
  imported: 10,
  duplicates: 6,
  skipped: 4,
  report: [],
  created_at: "2026-03-01T12:00:00Z",
};

it("tells how far an import is, as soon as anyone knows", () => {
  expect(shareDone(running)).toBe(0.5);
  expect(shareDone({ ...running, total: null })).toBeUndefined();
  expect(shareDone({ ...running, total: 0 })).toBeUndefined();
  expect(shareDone({ ...running, imported: 90 })).toBe(1);
});
