import { expect, it } from "vitest";
import { duration, lastLine } from "./thoughts";

it("shows the newest thought as one plain line", () => {
  expect(lastLine("First.\n\n**Then** the `moon`.\n\n")).toBe("Then the moon.");
  expect(lastLine("")).toBe("");
  expect(lastLine(`${"a".repeat(200)} end`)).toMatch(/^… a+ end$/);
});

it("says a time as one says it", () => {
  expect(duration(12_400, "en")).toBe("12 sec");
  expect(duration(125_000, "en")).toBe("2 min 5 sec");
  expect(duration(120_000, "en")).toBe("2 min");
  expect(duration(12_400, "de")).toBe("12 Sek.");
});
