import { isRecord, offlineProblem, problemFrom } from "@/api/problem";
import type { Attachment, Intent, Message, TurnParams } from "@/api/types";
import { readEvents, type ServerEvent } from "@/lib/sse";
import { NEW_TURN, reduceTurn, type Turn, type TurnAction } from "./turn";

/** What may be asked of any new answer. */
interface Wishes {
  /** As `provider/model`; without one the server chooses. */
  model?: string;
  params?: TurnParams;
  /** What the message is meant as; without one the server finds out. */
  intent?: Intent;
}

export interface SendRequest extends Wishes {
  kind: "send";
  conversationId?: string;
  /** The message it answers, where that is not the conversation's newest. */
  parentId?: string;
  /** The message of one's own that it is another version of. */
  editMessageId?: string;
  /** The message it is shown below. */
  after?: string;
  content: string;
  attachments?: readonly Attachment[];
  personaId?: string;
  /** Stays on this machine: for a new conversation. */
  private?: boolean;
  /** Nothing of it is kept; what was said before goes along each time. */
  temporary?: { history: { role: Message["role"]; content: string }[] };
}

/** How a turn comes to us. */
export type TurnRequest =
  | SendRequest
  | ({ kind: "regenerate"; conversationId: string; messageId: string } & Wishes)
  /** Goes on where an answer stopped; `begun` is what it had said. */
  | ({ kind: "continue"; conversationId: string; messageId: string; begun: string } & Wishes)
  /** A turn that runs already, begun before a reload or on another device. */
  | { kind: "follow"; conversationId: string; messageId: string };

/** Without a byte for this long (keep-alives included) the line is taken for dead. */
const SILENCE_MS = 45_000;
const LAST_TRY = 10;

/**
 * Brings one turn from the server into a {@link Turn}: asks for it, reads its events, and when the
 * line drops takes the stream up again behind the last event that it has. Listeners hear of changes
 * at most once per frame.
 */
export class Feed {
  readonly request: TurnRequest;
  #turn: Turn = NEW_TURN;
  #shown: Turn = NEW_TURN;
  #listeners = new Set<() => void>();
  #frame = false;
  #closed = new AbortController();
  #key = randomKey();
  #unwanted = false;

  constructor(request: TurnRequest) {
    this.request = request;
  }

  get turn(): Turn {
    return this.#shown;
  }

  get messageId(): string | undefined {
    if (this.#turn.start) return this.#turn.start.messageId;
    return this.request.kind === "follow" ? this.request.messageId : undefined;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Leaves the stream alone; the turn goes on at the server. */
  close(): void {
    this.#closed.abort();
  }

  /** Asks the server to stop the turn. Its last event then comes through the stream. */
  async cancel(): Promise<void> {
    this.#unwanted = true;
    // Not taken on yet: its start brings the id to stop it by.
    if (!this.messageId) return;
    await fetch(`/api/v1/chat/${this.messageId}/cancel`, { method: "POST" }).catch(() => {});
  }

  /** Runs until the turn has ended. */
  async run(): Promise<void> {
    for (let attempt = 0; !this.#over; attempt++) {
      if (attempt > 0) {
        await pause(Math.min(250 * 2 ** attempt, 8_000), this.#closed.signal);
        if (this.#over) return;
      }
      const before = this.#turn.position;
      await this.#connect();
      if (this.#over) return;
      if (this.#turn.position > before) attempt = 0;
      if (attempt >= LAST_TRY) this.#apply({ type: "refused", problem: offlineProblem() });
      else this.#apply({ type: "lost" });
    }
  }

  get #over(): boolean {
    return this.#turn.phase === "ended" || this.#closed.signal.aborted;
  }

  async #connect(): Promise<void> {
    const line = new AbortController();
    const hangUp = () => line.abort();
    this.#closed.signal.addEventListener("abort", hangUp);
    let watchdog = setTimeout(hangUp, SILENCE_MS);
    try {
      const response = await this.#ask(line.signal);
      if (!response.ok || !response.body) {
        const problem = problemFrom(await response.json().catch(() => null), response.status);
        // While the server restarts, a proxy in front of it answers in its place.
        const mayPass = this.messageId !== undefined && response.status >= 502;
        if (!mayPass) this.#apply({ type: "refused", problem });
        return;
      }
      const alive = () => {
        clearTimeout(watchdog);
        watchdog = setTimeout(hangUp, SILENCE_MS);
      };
      for await (const event of readEvents(response.body, alive)) {
        // Read on after the last event, too: a body read to its end leaves the connection usable.
        this.#take(event);
      }
    } catch {
      // The line dropped; `run` decides what follows.
    } finally {
      clearTimeout(watchdog);
      this.#closed.signal.removeEventListener("abort", hangUp);
    }
  }

  #ask(signal: AbortSignal): Promise<Response> {
    const { request, messageId } = this;
    if (messageId) {
      const { position } = this.#turn;
      const headers = {
        Accept: "text/event-stream",
        ...(position > 0 && { "Last-Event-ID": String(position) }),
      };
      return fetch(`/api/v1/chat/${messageId}/events`, { headers, signal, cache: "no-store" });
    }
    // The same key at every try: the server takes the turn on once, however often we must ask.
    const headers = { "Content-Type": "application/json", "Idempotency-Key": this.#key };
    const body = JSON.stringify(questionOf(request));
    return fetch(addressOf(request), { method: "POST", headers, body, signal });
  }

  #take(event: ServerEvent): void {
    const position = Number(event.id);
    if (!Number.isSafeInteger(position)) return;
    let data: unknown;
    try {
      data = JSON.parse(event.data);
    } catch {
      return;
    }
    const at = performance.now();
    if (isRecord(data)) this.#apply({ type: "event", position, name: event.event, data, at });
  }

  #apply(action: TurnAction): void {
    const { phase, start } = this.#turn;
    this.#turn = reduceTurn(this.#turn, action);
    if (this.#unwanted && this.#turn.start !== start) void this.cancel();
    // Beginnings and ends show at once, text in between with the next frame.
    if (this.#turn.phase !== phase || this.#turn.start !== start) this.#show();
    else if (!this.#frame) {
      this.#frame = true;
      nextFrame(() => this.#show());
    }
  }

  #show(): void {
    this.#frame = false;
    if (this.#shown === this.#turn) return;
    this.#shown = this.#turn;
    for (const listener of [...this.#listeners]) listener();
  }
}

function addressOf(request: TurnRequest): string {
  if (request.kind === "send" || request.kind === "follow") return "/api/v1/chat";
  return `/api/v1/messages/${request.messageId}/${request.kind}`;
}

/** What the server is asked, in its words; what is undefined is left out of the JSON. */
function questionOf(request: TurnRequest): object {
  if (request.kind === "follow") return {};
  const wishes = {
    model: request.model,
    params: request.params,
    intent: request.kind === "continue" ? undefined : request.intent,
    stream: true,
  };
  if (request.kind !== "send") return wishes;
  const { attachments, temporary } = request;
  return {
    conversation_id: request.conversationId,
    parent_id: request.parentId,
    edit_message_id: request.editMessageId,
    message: {
      content: request.content,
      ...(attachments?.length && { attachments: attachments.map(({ id }) => id) }),
    },
    persona_id: request.personaId,
    ...(request.private && { private: true }),
    ...(temporary && { temporary: true, history: temporary.history }),
    ...wishes,
  };
}

function nextFrame(callback: () => void): void {
  // A hidden page gets no frames, but its text should still grow.
  if (document.hidden) setTimeout(callback, 250);
  else requestAnimationFrame(callback);
}

/** Waits, but not on after the network came back or the feed was closed. */
function pause(ms: number, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      closed.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener("online", done);
    closed.addEventListener("abort", done);
  });
}

/** A UUID also where `crypto.randomUUID` is missing, that is on plain http outside localhost. */
function randomKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, "0");
  }).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
