import { expect, it } from "vitest";
import { localPath } from "./paths";

it("case_042_next_leads_to_this_site_only", () => {
  for (const evil of [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "",
    null,
    ["/c"],
  ]) {
    expect(localPath(evil)).toBe("/");
  }
  expect(localPath("/c/1?x=2")).toBe("/c/1?x=2");
});
