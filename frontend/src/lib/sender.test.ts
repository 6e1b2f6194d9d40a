import { expect, it, vi } from "vitest";
import { ApiError, offlineProblem } from "@/api/problem";
import type { MemoryDocument } from "@/api/types";
import { Sender, type Sending } from "./sender";

const file = (name: string) => new File(["x"], name);

it("sends two at a time, tells what was refused, and stops what is put away", async () => {
  const answers: { name: string; end: (error?: Error) => void; cancel: () => void }[] = [];
  const send = vi.fn((_path: string, { name }: File) => {
    let end: (error?: Error) => void = () => {};
    const answer = new Promise<MemoryDocument>((resolve, reject) => {
      end = (error) => (error ? reject(error) : resolve({ name } as MemoryDocument));
    });
    const cancel = vi.fn(() => end(new DOMException("cancelled", "AbortError")));
    answers.push({ name, end, cancel });
    return { answer, cancel };
  });
  let now: readonly Sending[] = [];
  const arrived: string[] = [];
  const sender = new Sender(
    (items) => {
      now = items;
    },
    ({ name }) => arrived.push(name),
    send,
  );
  sender.add(["a", "b", "c"].map(file), { collection_id: "k" });
  expect(now.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(send).toHaveBeenCalledTimes(2);
  expect(send.mock.calls[0]?.at(3)).toEqual({ collection_id: "k" });

  answers[0]?.end();
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(3));
  expect(arrived).toEqual(["a"]);
  answers[1]?.end(new ApiError(offlineProblem()));
  await vi.waitFor(() => expect(now[0]?.problem?.code).toBe("offline"));
  sender.remove(now[0]?.key ?? "");
  sender.remove(now[0]?.key ?? "");
  expect(now).toEqual([]);
  expect(answers[2]?.cancel).toHaveBeenCalled();
});
