import type { MemoryDeed, Message } from "@/api/types";

/** How many answers of this visit are known by heart. */
const MOST = 100;

/**
 * What was done with memory in the answers of this visit, with its words: the stored message has none, so that what is
 * forgotten is forgotten. They are needed to take it back.
 */
const told = new Map<string, MemoryDeed>();

/** What an answer did with memory, with its words as long as they are known. */
export function deedOf(message: Message): MemoryDeed | null {
  const deed = (message.memory ?? null) as MemoryDeed | null;
  if (!deed) return null;
  if (deed.items.some(({ text }) => text)) {
    told.delete(message.id);
    told.set(message.id, deed);
    const [oldest] = told.keys();
    if (told.size > MOST && oldest) told.delete(oldest);
    return deed;
  }
  return told.get(message.id) ?? deed;
}
