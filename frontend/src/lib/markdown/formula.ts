// Code and escapes are matched first, so that nothing inside them is taken for a formula.
const PARTS =
  /(`+)[\s\S]*?\1|\\\[([\s\S]+?)\\\]|\\\(([\s\S]+?)\\\)|\\[\s\S]|\$\$[\s\S]+?\$\$|\$(?![\s$])((?:\\.|[^$\\\n`])*?[^\s\\$]|[^\s\\$])\$(?![\d$])/g;

/**
 * Brings the ways in which models write formulas (`\(…\)`, `\[…\]`, `$…$`) into the one that the
 * Markdown parser is set to read (`$$…$$`), and leaves prices ("$5 to $10") alone.
 */
export function normaliseFormulas(block: string): string {
  if (!/[$\\]/.test(block)) return block;
  return block.replace(PARTS, (whole, _ticks, display?: string, inline?: string, dollar?: string) => {
    if (display !== undefined) return `\n$$\n${display.trim()}\n$$\n`;
    const formula = inline ?? dollar;
    return formula === undefined ? whole : `$$${formula.trim()}$$`;
  });
}

/** Whether a normalised block has a whole formula (a growing one shows as text until it closes). */
export function hasFormula(block: string): boolean {
  const marks = block.split("$$").length - 1;
  return marks >= 2 && marks % 2 === 0;
}
