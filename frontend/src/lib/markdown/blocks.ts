const LIST_ITEM = /^(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const FENCE = /^\s*(`{3,}(?=[^`]*$)|~{3,})/;
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:/m;

/**
 * Cuts Markdown into top-level blocks that render the same alone as together. While an answer
 * streams in, only its last block changes, so that all others can stay as they are.
 *
 * It may leave neighbours together (always right, only less cheap), but never cuts through a
 * fence, a list or a formula. Text with reference definitions stays whole, as those act at a distance.
 */
export function splitBlocks(text: string): string[] {
  if (DEFINITION.test(text)) return [text];
  const blocks: string[] = [];
  let current: string[] = [];
  let fence: string | null = null;
  let formula = false;
  let afterBlank = false;
  let inList = false;

  for (const line of text.split("\n")) {
    if (fence !== null) {
      current.push(line);
      const bare = line.trim();
      if (bare.length >= fence.length && bare === fence.charAt(0).repeat(bare.length)) fence = null;
      continue;
    }
    if (formula) {
      current.push(line);
      if (line.trimEnd().endsWith("$$")) formula = false;
      continue;
    }
    if (line.trim() === "") {
      afterBlank = true;
      if (current.length > 0) current.push(line);
      continue;
    }
    const continues = /^\s/.test(line) || (inList && LIST_ITEM.test(line));
    if (afterBlank && !continues && current.length > 0) {
      blocks.push(current.join("\n").trimEnd());
      current = [];
    }
    afterBlank = false;
    if (current.length === 0) inList = LIST_ITEM.test(line);
    current.push(line);
    fence = FENCE.exec(line)?.[1] ?? null;
    formula = fence === null && line.trimStart().startsWith("$$") && line.split("$$").length % 2 === 0;
  }
  if (current.length > 0) blocks.push(current.join("\n"));
  return blocks;
}
