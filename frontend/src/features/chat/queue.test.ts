import { beforeEach, expect, it } from "vitest";
import { NEW_CHAT, Queue, TEMPORARY } from "./queue";

beforeEach(() => sessionStorage.clear());

const make = () => new Queue((place) => place !== TEMPORARY);
const texts = (queue: Queue, place: string) => queue.get(place).map(({ content }) => content);

it("sends in the order in which it was said, and survives a reload", () => {
  const queue = make();
  queue.add("c", "one", []);
  queue.add("c", "two", []);
  const reloaded = make();
  expect(texts(reloaded, "c")).toEqual(["one", "two"]);
  expect(reloaded.next("c")?.content).toBe("one");
  reloaded.add("c", "three", []);
  const ids = reloaded.get("c").map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
  expect(texts(make(), "c")).toEqual(["two", "three"]);
  expect(make().next("another")).toBeUndefined();
});

it("can be changed and taken back", () => {
  const queue = make();
  queue.add("c", "one", []);
  queue.add("c", "two", []);
  const [one, two] = queue.get("c").map(({ id }) => id);
  queue.change("c", two as string, "2");
  queue.remove("c", one as string);
  expect(texts(queue, "c")).toEqual(["2"]);
});

it("goes along when the new chat becomes a conversation", () => {
  const queue = make();
  queue.add(NEW_CHAT, "one", []);
  queue.move(NEW_CHAT, "c");
  expect(texts(queue, NEW_CHAT)).toEqual([]);
  expect(texts(make(), "c")).toEqual(["one"]);
});

it("writes nothing down of a temporary chat, and lives with what others wrote", () => {
  const queue = make();
  queue.add(TEMPORARY, "secret", []);
  expect(JSON.stringify({ ...sessionStorage })).not.toContain("secret");
  sessionStorage.setItem("mami.queue.c", "{not json");
  expect(make().get("c")).toEqual([]);
});
