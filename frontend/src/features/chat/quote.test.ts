import { expect, it } from "vitest";
import { quotation, withQuotation } from "./quote";

it("quotes every line, empty ones too", () => {
  expect(quotation("one\n\n  two\r\nthree\n")).toBe("> one\n>\n>   two\n> three\n\n");
});

it("puts a quotation behind what is written", () => {
  expect(withQuotation("", "a")).toBe("> a\n\n");
  expect(withQuotation("So you say:\n", "a")).toBe("So you say:\n\n> a\n\n");
});
