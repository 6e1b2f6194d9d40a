import { expect, it } from "vitest";
import { newHeadings, overlap, repeated } from "./pieces";

it("names the headings that begin with a piece", () => {
  const piece = { heading: ["Handbook", "Leave"] };
  expect(newHeadings(undefined, piece)).toEqual(["Handbook", "Leave"]);
  expect(newHeadings({ heading: ["Handbook", "Pay"] }, piece)).toEqual(["Leave"]);
  expect(newHeadings(piece, piece)).toEqual([]);
  expect(newHeadings({ heading: ["Other", "Leave"] }, piece)).toEqual(["Handbook", "Leave"]);
});

it("leaves out what the piece before has, too, whatever its characters take", () => {
  const above = { text: "one 🌿 two", start: 0, end: 9 };
  expect(overlap(above, { text: "🌿 two three", start: 4, end: 15 })).toBe("🌿 two".length);
  expect(overlap(above, { text: "three", start: 9, end: 14 })).toBe(0);
  expect(overlap(undefined, { text: "three", start: 9, end: 14 })).toBe(0);
  // The names of a table's columns stand before what is at that position.
  expect(overlap(above, { text: "name: 🌿 two three", start: 4, end: 15 })).toBe(0);
});

it("does not say a heading twice", () => {
  expect("Leave\n\nThirty days.".slice(repeated("Leave\n\nThirty days.", ["Handbook", "Leave"]))).toBe(
    "Thirty days.",
  );
  expect(repeated("Leave is granted.", ["Leave"])).toBe(0);
  expect(repeated("Leave\nit", [])).toBe(0);
});
