import type { Conversation, SearchHit } from "@/api/types";

/** Letters as they are compared: without case, accents, and the dots of a Turkish i. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ı", "i")
    .replaceAll("ß", "ss");
}

/** Whether a name has every one of the words that were typed. */
export function matches(name: string, typed: string): boolean {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const folded = fold(name);
  return words.every((word) => folded.includes(word));
}

/** Too little to look for everywhere: one letter is in everything. One ideograph is a word. */
export function worthSearching(typed: string): boolean {
  const text = typed.trim();
  return text.length > 1 || /[^\p{Script=Latin}\p{N}\p{P}\p{S}]/u.test(text);
}

/** The hits that the titles above do not show already. */
export function unseenHits(hits: readonly SearchHit[], titles: readonly Conversation[]): SearchHit[] {
  return hits.filter((hit) => hit.kind === "message" || !titles.some(({ id }) => id === hit.conversation_id));
}

/** The next place of the arrow keys, round the ends. */
export function step(at: number, by: number, count: number): number {
  return count === 0 ? -1 : (((at + by) % count) + count) % count;
}
