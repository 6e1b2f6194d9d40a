import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

interface News {
  close: () => void;
}
type Mami = { news: (on: Record<string, (data?: unknown) => void>) => News };

class Source extends EventTarget {
  static CLOSED = 2;
  static opened: Source[] = [];
  readyState = 1;
  onopen = () => {};
  onerror = () => {};
  constructor() {
    super();
    Source.opened.push(this);
  }
  close() {
    this.readyState = Source.CLOSED;
  }
  /** As after a 502: the browser does not try again. */
  giveUp() {
    this.close();
    this.onerror();
  }
}

let hidden = false;
let news: News;
const on = { lost: vi.fn(), missed: vi.fn(), resync: vi.fn(), message: vi.fn(), conversation: vi.fn() };
const latest = () => Source.opened.at(-1) as Source;

function look(away: boolean) {
  hidden = away;
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Source);
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  hidden = false;
  Source.opened = [];
  new Function(readFileSync("../legacy-ui/news.js", "utf8"))();
  news = (window as unknown as { mami: Mami }).mami.news(on);
  latest().onopen();
});

afterEach(() => {
  news.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("hears what happens elsewhere", () => {
  latest().dispatchEvent(new MessageEvent("message", { data: '{"conversation_id":"c"}' }));
  expect(on.message).toHaveBeenCalledWith({ conversation_id: "c" });
});

it("tries again, later each time, when the browser gave up, and catches up then", () => {
  on.missed.mockClear();
  latest().giveUp();
  vi.advanceTimersByTime(2000);
  expect(Source.opened).toHaveLength(2);
  latest().giveUp();
  vi.advanceTimersByTime(3999);
  expect(Source.opened).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(Source.opened).toHaveLength(3);
  expect(on.missed).not.toHaveBeenCalled();
  latest().onopen();
  expect(on.missed).toHaveBeenCalledOnce();
});

it("hangs up while the page is hidden", () => {
  on.missed.mockClear();
  look(true);
  expect(latest().readyState).toBe(Source.CLOSED);
  vi.advanceTimersByTime(60_000);
  expect(Source.opened).toHaveLength(1);
  look(false);
  expect(Source.opened).toHaveLength(2);
  latest().onopen();
  expect(on.missed).toHaveBeenCalledOnce();
});

it("stays silent once it is closed", () => {
  latest().giveUp();
  news.close();
  vi.advanceTimersByTime(60_000);
  look(false);
  expect(Source.opened).toHaveLength(1);
});
