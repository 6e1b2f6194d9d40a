import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";

interface Message {
  id: string;
  parent_id: string | null;
  role: "user" | "assistant";
}
interface Tree {
  branch: (messages: Message[], head: string | null) => Message[];
  beside: (messages: Message[], message: Message) => Message[];
  leaf: (messages: Message[], id: string) => string;
}
let tree: Tree;

beforeAll(() => {
  new Function(readFileSync("../legacy-ui/tree.js", "utf8"))();
  tree = (window as unknown as { mami: Tree }).mami;
});

const message = (id: string, parent_id: string | null): Message => ({
  id,
  parent_id,
  role: id.startsWith("q") ? "user" : "assistant",
});
// Two answers to the first question; the first of them was asked on, in two versions.
const all = [
  message("q1", null),
  message("a1", "q1"),
  message("q2", "a1"),
  message("a2", "q2"),
  message("a1b", "q1"),
  message("q2b", "a1"),
  message("a2b", "q2b"),
];
const at = (id: string) => all.find((one) => one.id === id) as Message;
const ids = (messages: Message[]) => messages.map(({ id }) => id);

it("shows the branch of the head, or of the newest message", () => {
  expect(ids(tree.branch(all, "a2"))).toEqual(["q1", "a1", "q2", "a2"]);
  expect(ids(tree.branch(all, null))).toEqual(["q1", "a1", "q2b", "a2b"]);
});

it("never goes round in a circle", () => {
  const round = [message("q1", "a1"), message("a1", "q1")];
  expect(tree.branch(round, "a1")).toHaveLength(2);
});

it("knows what stands beside a message", () => {
  expect(ids(tree.beside(all, at("a1")))).toEqual(["a1", "a1b"]);
  expect(ids(tree.beside(all, at("q2")))).toEqual(["q2", "q2b"]);
  expect(ids(tree.beside(all, at("q1")))).toEqual(["q1"]);
});

it("goes to the newest end of a branch", () => {
  expect(tree.leaf(all, "a1")).toBe("a2b");
  expect(tree.leaf(all, "q2")).toBe("a2");
  expect(tree.leaf(all, "a1b")).toBe("a1b");
});
