import { useSyncExternalStore } from "react";
import type { Attachment } from "@/api/types";
import { loadTexts } from "@/lib/i18n";
import { onDemand } from "@/lib/onDemand";

/** A message that waits for the answer before it to end. */
export interface Queued {
  id: string;
  content: string;
  attachments: readonly Attachment[];
}

export const queueList = onDemand(async () => {
  const [part] = await Promise.all([import("./QueueList"), loadTexts("chat")]);
  return part;
});

const NONE: readonly Queued[] = [];
const storageKey = (place: string) => `mami.queue.${place}`;

/** What waits to be sent, by conversation, for as long as the tab lives. */
export class Queue {
  #waiting = new Map<string, readonly Queued[]>();
  #listeners = new Set<() => void>();
  #count = 0;

  /** `kept` says which places may be written down; a temporary chat is only in memory. */
  constructor(private readonly kept: (place: string) => boolean) {}

  get(place: string): readonly Queued[] {
    let waiting = this.#waiting.get(place);
    if (!waiting) {
      waiting = this.kept(place) ? read(place) : NONE;
      this.#waiting.set(place, waiting);
    }
    return waiting;
  }

  add(place: string, content: string, attachments: readonly Attachment[]): void {
    // Names only have to differ within this tab, also from those that a reload brought back.
    const taken = new Set(this.get(place).map(({ id }) => id));
    let id = `q${++this.#count}`;
    while (taken.has(id)) id = `q${++this.#count}`;
    this.#put(place, [...this.get(place), { id, content, attachments }]);
  }

  change(place: string, id: string, content: string): void {
    this.#put(
      place,
      this.get(place).map((one) => (one.id === id ? { ...one, content } : one)),
    );
  }

  remove(place: string, id: string): void {
    this.#put(
      place,
      this.get(place).filter((one) => one.id !== id),
    );
  }

  /** Takes the first out. */
  next(place: string): Queued | undefined {
    const [first, ...rest] = this.get(place);
    if (first) this.#put(place, rest);
    return first;
  }

  /** The new chat has become a conversation: what waits there goes along. */
  move(from: string, to: string): void {
    const waiting = this.get(from);
    if (waiting.length === 0) return;
    this.#put(from, NONE);
    this.#put(to, [...this.get(to), ...waiting]);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #put(place: string, waiting: readonly Queued[]): void {
    this.#waiting.set(place, waiting);
    if (this.kept(place)) write(place, waiting);
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The places of chats that are no conversation of the server's. */
export const NEW_CHAT = "new";
export const TEMPORARY = "temporary";

export const queue = new Queue((place) => place !== TEMPORARY);

export function useQueue(place: string): readonly Queued[] {
  return useSyncExternalStore(queue.subscribe, () => queue.get(place));
}

function read(place: string): readonly Queued[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey(place)) ?? "[]");
    return Array.isArray(stored) && stored.length > 0 ? stored : NONE;
  } catch {
    return NONE;
  }
}

function write(place: string, waiting: readonly Queued[]): void {
  try {
    if (waiting.length > 0) sessionStorage.setItem(storageKey(place), JSON.stringify(waiting));
    else sessionStorage.removeItem(storageKey(place));
  } catch {
    // It is still on the screen.
  }
}
