// @vitest-environment node
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Feed } from "./feed";

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server;
let handler: Handler;
const page = new EventTarget();

beforeEach(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    handler(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fetchHere = globalThis.fetch;
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) =>
    fetchHere(`http://127.0.0.1:${port}${path}`, init),
  );
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", { hidden: true });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const event = (id: number, name: string, data: object) =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const start = event(1, "start", { conversation_id: "c", user_message_id: "u", message_id: "m" });
const done = event(9, "done", { message_id: "m", finish_reason: "stop" });
const stream = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });

/** Runs a feed to its end; waiting for the network is cut short, as its return does. */
async function ended(feed: Feed): Promise<void> {
  feed.subscribe(() => {
    if (feed.turn.phase === "reconnecting") setTimeout(() => page.dispatchEvent(new Event("online")), 5);
  });
  await feed.run();
}

it("asks once, and takes a dropped stream up behind the last event it has", async () => {
  const asked: string[] = [];
  handler = (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers["last-event-id"] ?? ""}`.trim());
    stream(response);
    if (request.method === "POST") {
      response.write(start + event(2, "delta", { text: "Hello " }), () => response.destroy());
    } else {
      response.end(event(2, "delta", { text: "Hello " }) + event(3, "delta", { text: "world" }) + done);
    }
  };
  const feed = new Feed({ kind: "send", content: "hi" });
  await ended(feed);
  expect(asked).toEqual(["POST /api/v1/chat", "GET /api/v1/chat/m/events 2"]);
  expect(feed.turn).toMatchObject({ phase: "ended", text: "Hello world", finish: "stop" });
});

it("repeats a question that never got an answer under the same key", async () => {
  const keys: unknown[] = [];
  handler = (request, response) => {
    keys.push(request.headers["idempotency-key"]);
    if (keys.length < 3) response.destroy();
    else stream(response).end(start + done);
  };
  await ended(new Feed({ kind: "send", content: "hi" }));
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("follows from the start, through the restart of the server behind a proxy", async () => {
  const asked: unknown[] = [];
  handler = (request, response) => {
    asked.push(request.headers["last-event-id"]);
    if (asked.length === 1) response.writeHead(502).end("<html>Bad gateway</html>");
    else stream(response).end(start + event(2, "delta", { text: "all" }) + done);
  };
  const feed = new Feed({ kind: "follow", conversationId: "c", messageId: "m" });
  await ended(feed);
  expect(asked).toEqual([undefined, undefined]);
  expect(feed.turn.text).toBe("all");
});

it("hands a refusal over as it is", async () => {
  const problem = { type: "x", title: "Conflict", status: 409, code: "turn_running", detail: "wait" };
  handler = (_request, response) => {
    response.writeHead(409, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
  };
  const feed = new Feed({ kind: "send", conversationId: "c", content: "hi" });
  await ended(feed);
  expect(feed.turn).toMatchObject({ phase: "ended", start: null, problem });
});

it("stops a turn that was not taken on yet as soon as its id is there", async () => {
  const asked: string[] = [];
  let answer: ServerResponse | undefined;
  let arrived: () => void;
  const posted = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  handler = (request, response) => {
    asked.push(String(request.url));
    if (request.url?.endsWith("/cancel")) {
      response.writeHead(202).end();
      answer?.end(event(2, "done", { message_id: "m", finish_reason: "cancelled" }));
    } else {
      answer = stream(response);
      arrived();
    }
  };
  const feed = new Feed({ kind: "send", content: "hi" });
  const run = feed.run();
  await posted;
  await feed.cancel();
  answer?.write(start);
  await run;
  expect(asked).toEqual(["/api/v1/chat", "/api/v1/chat/m/cancel"]);
  expect(feed.turn.finish).toBe("cancelled");
});

it("leaves a turn alone when it is closed", async () => {
  const asked: string[] = [];
  handler = (request, response) => {
    asked.push(String(request.url));
    stream(response).write(start);
  };
  const feed = new Feed({ kind: "send", content: "hi" });
  feed.subscribe(() => feed.turn.start && feed.close());
  await feed.run();
  expect(asked).toEqual(["/api/v1/chat"]);
  expect(feed.turn.phase).toBe("streaming");
});
