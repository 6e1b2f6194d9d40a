/** One server-sent event, as the wire gave it. */
export interface ServerEvent {
  /** The last `id:` seen up to and including this event. */
  id: string;
  /** The `event:` name; `message` when absent. */
  event: string;
  data: string;
}

/**
 * Takes chunks of text, gives whole events. Chunks may end anywhere, also between the two
 * characters of a CRLF. Comment lines (keep-alives) are skipped.
 */
export class EventParser {
  #rest = "";
  #data: string[] = [];
  #event = "";
  #id = "";
  #first = true;

  push(chunk: string): ServerEvent[] {
    let text = this.#rest + chunk;
    if (this.#first && text.length > 0) {
      this.#first = false;
      if (text.startsWith("\uFEFF")) text = text.slice(1);
    }
    const events: ServerEvent[] = [];
    let start = 0;
    for (let at = start; at < text.length; at++) {
      const character = text[at];
      if (character !== "\n" && character !== "\r") continue;
      // A CR at the very end may be half of a CRLF: wait for what follows.
      if (character === "\r" && at + 1 === text.length) break;
      this.#line(text.slice(start, at), events);
      if (character === "\r" && text[at + 1] === "\n") at++;
      start = at + 1;
    }
    this.#rest = text.slice(start);
    return events;
  }

  #line(line: string, events: ServerEvent[]): void {
    if (line === "") {
      if (this.#data.length > 0) {
        events.push({ id: this.#id, event: this.#event || "message", data: this.#data.join("\n") });
      }
      this.#data = [];
      this.#event = "";
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
  }
}

/**
 * Reads events from a response body. Characters that a chunk cuts in two come out whole.
 * `onBytes` is called for every chunk, keep-alives too: a sign that the line is alive.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void = () => {},
): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    // Also when the consumer stops early: let the connection go.
    await reader.cancel().catch(() => {});
  }
}
