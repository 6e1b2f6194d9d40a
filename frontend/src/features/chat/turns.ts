import { createContext, useContext, useSyncExternalStore } from "react";
import { editPlace, writeDraft } from "./draft";
import { Feed, type TurnRequest } from "./feed";

const NEW = "new";

interface TurnEvents {
  /** The server took the turn on: the conversation exists from here. */
  onStart: (feed: Feed) => void;
  /** The conversation was given a title. */
  onTitle: (feed: Feed) => void;
  onEnd: (feed: Feed) => void;
}

/**
 * The feeds that are open, at most one per conversation: a turn keeps streaming here while its
 * reader looks at another conversation.
 */
export class Turns {
  #feeds = new Map<string, Feed>();
  #listeners = new Set<() => void>();

  constructor(private readonly events: TurnEvents) {}

  get(conversationId: string | undefined): Feed | undefined {
    return this.#feeds.get(conversationId ?? NEW);
  }

  begin(request: TurnRequest): Feed {
    const key = request.conversationId ?? NEW;
    this.#feeds.get(key)?.close();
    const feed = new Feed(request);
    this.#put(key, feed);
    let seen = feed.turn;
    feed.subscribe(() => {
      const before = seen;
      seen = feed.turn;
      const { start } = seen;
      // What is temporary stays with the page that it was asked on.
      if (start && !before.start && !isTemporary(feed)) {
        // Under both names, until the new chat's page has become the conversation's.
        if (this.#feeds.get(key) === feed) this.#put(start.conversationId, feed);
        this.events.onStart(feed);
      }
      if (start && !before.start && request.kind === "send" && request.editMessageId) {
        writeDraft(editPlace(request.editMessageId), "");
      }
      if (seen.title && seen.title !== before.title) this.events.onTitle(feed);
      if (seen.phase === "ended" && before.phase !== "ended") this.events.onEnd(feed);
      this.#notify();
    });
    void feed.run();
    return feed;
  }

  /**
   * Follows an answer that is said to be running. One that has ended here is only waiting to be stored,
   * except when it was the line that ended: then the answer may well go on at the server.
   */
  follow(conversationId: string, messageId: string): void {
    const known = this.get(conversationId);
    if (known && known.turn.phase !== "ended") return;
    if (known?.messageId === messageId && known.turn.problem?.code !== "offline") return;
    this.begin({ kind: "follow", conversationId, messageId });
  }

  /** Forgets a turn: its message is stored and shown from there, or it never came to be. */
  forget(feed: Feed): void {
    for (const [key, value] of this.#feeds) if (value === feed) this.#feeds.delete(key);
    // After its end there is only a connection left, which closes by itself.
    if (feed.turn.phase !== "ended") feed.close();
    this.#notify();
  }

  /** The page has moved from the new chat to the conversation that came of it. */
  leaveNew(): void {
    if (this.#feeds.get(NEW)?.turn.start) {
      this.#feeds.delete(NEW);
      this.#notify();
    }
  }

  /** A temporary chat was left: nobody will read what is still being said in it. */
  leaveTemporary(): void {
    const feed = this.#feeds.get(NEW);
    if (!feed || !isTemporary(feed)) return;
    if (feed.turn.phase !== "ended") void feed.cancel();
    this.forget(feed);
  }

  closeAll(): void {
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #put(key: string, feed: Feed): void {
    this.#feeds.set(key, feed);
    this.#notify();
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function isTemporary({ request }: Feed): boolean {
  return request.kind === "send" && request.temporary !== undefined;
}

export const TurnsContext = createContext<Turns | null>(null);

export function useTurns(): Turns {
  const turns = useContext(TurnsContext);
  if (!turns) throw new Error("TurnsContext is missing");
  return turns;
}

/** The open turn of a conversation (of the new chat, without an id) and how it came to be. */
export function useFeed(conversationId: string | undefined): Feed | undefined {
  const turns = useTurns();
  const feed = useSyncExternalStore(turns.subscribe, () => turns.get(conversationId));
  useSyncExternalStore(turns.subscribe, () => feed?.turn);
  return feed;
}
