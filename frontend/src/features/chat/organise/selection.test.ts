import { expect, it } from "vitest";
import { cleanLabel, toggle } from "./selection";

const ids = ["a", "b", "c", "d", "e"];

it("selects and lets go of one", () => {
  expect(toggle(ids, [], "b")).toEqual(["b"]);
  expect(toggle(ids, ["a", "b"], "b")).toEqual(["a"]);
});

it("takes along everything from the last one on, in either direction", () => {
  expect(toggle(ids, ["b"], "d", "b").sort()).toEqual(["b", "c", "d"]);
  expect(toggle(ids, ["d"], "b", "d").sort()).toEqual(["b", "c", "d"]);
  expect(toggle(ids, ["a", "b", "c", "d"], "d", "b").sort()).toEqual(["a"]);
});

it("begins anew where the last one has gone", () => {
  expect(toggle(ids, [], "c", "gone")).toEqual(["c"]);
});

it("tidies what a folder or a tag is called", () => {
  expect(cleanLabel("  # to   read ")).toBe("to read");
  expect(cleanLabel(" \n ")).toBe("");
});
