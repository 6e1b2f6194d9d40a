import { expect, it } from "vitest";
import { readScope, scopesOf } from "./scopes";

it("names what a key may do", () => {
  const scopes = scopesOf({ chat: "all", memory: "read", images: "none", usage: "read", admin: "none" });
  expect(scopes).toEqual(["chat", "memory:read", "usage:read"]);
  expect(scopes.map(readScope)).toEqual([
    { area: "chat", access: "all" },
    { area: "memory", access: "read" },
    { area: "usage", access: "read" },
  ]);
});

it("leaves alone what a later Mami may know", () => expect(readScope("dreams:read")).toBeNull());
