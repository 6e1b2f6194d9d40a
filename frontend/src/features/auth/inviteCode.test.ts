import { expect, it } from "vitest";
import { inviteCode } from "./inviteCode";

it.each([
  ["  Ab3-_x ", "Ab3-_x"],
  ["https://mami.example/register?code=Ab3-_x", "Ab3-_x"],
  ["https://mami.example/register?from=mail&code=Ab3-_x#top", "Ab3-_x"],
  ["https://mami.example/legacy/#register?code=Ab3-_x", "Ab3-_x"],
  ["Join here: /register?code=Ab3-_x see you", "Ab3-_x"],
  ["", ""],
])("reads %j", (pasted, code) => expect(inviteCode(pasted)).toBe(code));
