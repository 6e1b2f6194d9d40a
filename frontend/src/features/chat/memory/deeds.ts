import type { MemoryDeed, Message } from "@/api/types";

/** How many answers of this visit are known by heart. */
const MOST = 100;

/**
 * What was done with memory in the answers of this visit, with its words: the stored message has none, so that what is
 * forgotten is forgotten. They are needed to take it back.
 */
const told = new Map<string, MemoryDeed>();

/** Keeps the words of an answer that has just come. */
export function keepDeed(messageId: string, deed: MemoryDeed | null): void {
  if (!deed?.items.some(({ text }) => text)) return;
  told.delete(messageId);
  told.set(messageId, deed);
  const [oldest] = told.keys();
  if (told.size > MOST && oldest) told.delete(oldest);
}

/** What an answer did with memory, with its words as long as they are known. */
export function deedOf(message: Message): MemoryDeed | null {
  return told.get(message.id) ?? ((message.memory ?? null) as MemoryDeed | null);
}
