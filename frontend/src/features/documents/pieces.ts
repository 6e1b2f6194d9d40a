import type { DocumentPiece } from "@/api/types";

/** The headings above a piece that did not stand above the one before it. */
export function newHeadings(
  above: Pick<DocumentPiece, "heading"> | undefined,
  piece: Pick<DocumentPiece, "heading">,
): string[] {
  const before = above?.heading ?? [];
  const first = piece.heading.findIndex((heading, depth) => heading !== before[depth]);
  return first < 0 ? [] : piece.heading.slice(first);
}

type Cut = Pick<DocumentPiece, "text" | "start" | "end">;

/**
 * How much of a piece's beginning the one before it has, too. Positions in the whole text count characters, a string's
 * length counts units of UTF-16; and the text of a table's piece begins with names of columns: where the two texts do
 * not agree, nothing is left out.
 */
export function overlap(above: Cut | undefined, piece: Cut): number {
  if (!above || piece.start >= above.end) return 0;
  const shared = [...piece.text].slice(0, above.end - piece.start).join("");
  return above.text.endsWith(shared) ? shared.length : 0;
}

/** How much of a text is the heading that stands above it anyway. */
export function repeated(text: string, headings: readonly string[]): number {
  const last = headings.at(-1);
  if (!last || !text.startsWith(`${last}\n`)) return 0;
  return text.length - text.slice(last.length).trimStart().length;
}
