import { beforeEach, expect, it, vi } from "vitest";
import type { Attachment } from "@/api/types";
import { MAX_FILES, Uploads } from "./uploads";

const asked = vi.fn(async () => new Response(null, { status: 204 }));
beforeEach(() => {
  sessionStorage.clear();
  asked.mockClear();
  vi.stubGlobal("fetch", asked);
});

const stored = (name: string): Attachment => ({
  id: `id-${name}`,
  name,
  mime: "x",
  kind: "text",
  size: 3,
  created_at: "2026-01-02T03:04:05Z",
});
const file = (name: string, type = "text/plain") => new File(["abc"], name, { type });
const settled = () => new Promise((done) => setTimeout(done));
const works = async ({ name }: File) => stored(name);

it("puts files up, keeps them through a reload, and gives them to a message once", async () => {
  const uploads = new Uploads(works);
  uploads.add("c", [file("a.txt"), file("b.txt")]);
  expect(uploads.items("c").every(({ file }) => !file)).toBe(true);
  await settled();
  const reloaded = new Uploads(works);
  expect(reloaded.items("c").map(({ name }) => name)).toEqual(["a.txt", "b.txt"]);
  expect(reloaded.take("c").map(({ id }) => id)).toEqual(["id-a.txt", "id-b.txt"]);
  expect(reloaded.take("c")).toEqual([]);
  expect(new Uploads(works).items("c")).toEqual([]);
});

it("puts files back that were in a refused message, once", async () => {
  const uploads = new Uploads(works);
  const files = [stored("a"), stored("b")];
  uploads.restore("c", files);
  uploads.restore("c", files);
  expect(uploads.take("c")).toEqual(files);
});

it("tells how far it is, and what went wrong", async () => {
  const problem = { type: "x", title: "No", status: 415, code: "unsupported_media_type" };
  let progress: ((share: number) => void) | undefined;
  let fail: ((problem: unknown) => void) | undefined;
  const uploads = new Uploads(
    (_, onProgress) =>
      new Promise((_resolve, reject) => {
        progress = onProgress;
        fail = reject;
      }),
  );
  uploads.add(undefined, [file("a.bin")]);
  progress?.(0.5);
  expect(uploads.items(undefined)[0]?.progress).toBe(0.5);
  fail?.(problem);
  await settled();
  expect(uploads.items(undefined)[0]).toMatchObject({ problem, file: undefined });
  expect(uploads.take(undefined)).toEqual([]);
  expect(uploads.items(undefined)).toHaveLength(1);
});

it("stops what is taken away, and lets the server forget what it has", async () => {
  let stopped = false;
  const uploads = new Uploads(
    (_, __, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          stopped = true;
          reject({});
        });
      }),
  );
  uploads.add("c", [file("a")]);
  uploads.remove("c", uploads.items("c")[0]?.key ?? "");
  expect(stopped).toBe(true);
  await settled();
  expect(uploads.items("c")).toEqual([]);
  expect(asked).not.toHaveBeenCalled();
  uploads.restore("c", [stored("b")]);
  uploads.remove("c", uploads.items("c")[0]?.key ?? "");
  expect(asked).toHaveBeenCalledWith("/api/v1/files/id-b", { method: "DELETE" });
});

it("does not send what is too large, nor more than one message may have", async () => {
  const send = vi.fn(works);
  const uploads = new Uploads(send);
  const large = file("large.txt");
  Object.defineProperty(large, "size", { value: 300 * 1024 });
  uploads.add("c", [large]);
  expect(uploads.items("c")[0]?.problem?.code).toBe("text_too_large");
  uploads.add(
    "c",
    Array.from({ length: 20 }, (_, index) => file(`${index}`)),
  );
  expect(uploads.items("c")).toHaveLength(MAX_FILES);
  expect(send).toHaveBeenCalledTimes(MAX_FILES - 1);
});
