import { describe, expect, it } from "vitest";
import { EventParser, readEvents, type ServerEvent } from "./sse";

const transcript =
  '\uFEFF: hello\r\n\r\nid: 1\nevent: start\ndata: {"a":1}\n\n' +
  'id: 2\r\nevent: delta\r\ndata: {"text":"Grüße 🌷 – おはよう"}\r\n\r\n: \n\n' +
  "id:3\revent:delta\rdata:first\rdata: second\r\rdata\n\nevent: only-a-name\n\nid: 4\ndata: end\n\n";

const expected: ServerEvent[] = [
  { id: "1", event: "start", data: '{"a":1}' },
  { id: "2", event: "delta", data: '{"text":"Grüße 🌷 – おはよう"}' },
  { id: "3", event: "delta", data: "first\nsecond" },
  { id: "3", event: "message", data: "" },
  { id: "4", event: "message", data: "end" },
];

async function collect(chunks: Uint8Array[]): Promise<ServerEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

describe("server-sent events", () => {
  const bytes = new TextEncoder().encode(transcript);

  it("come out the same wherever a chunk is cut, inside characters too", async () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await collect([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(expected);
    }
  });

  it("come out the same byte by byte", async () => {
    expect(await collect(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it("are not made of a block that was never finished", () => {
    expect(new EventParser().push("id: 9\nevent: delta\ndata: half")).toEqual([]);
  });

  it("let the connection go when the reader stops early", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode("data: x\n\n"));
      },
      cancel() {
        cancelled = true;
      },
    });
    for await (const event of readEvents(body)) {
      expect(event.data).toBe("x");
      break;
    }
    expect(cancelled).toBe(true);
  });
});
