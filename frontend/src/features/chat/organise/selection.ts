/** The selection after one more was pressed; with `anchor`, everything from there to it goes its way. */
export function toggle(
  ids: readonly string[],
  selected: readonly string[],
  id: string,
  anchor: string | null = null,
): string[] {
  const on = !selected.includes(id);
  const from = anchor === null ? -1 : ids.indexOf(anchor);
  const to = ids.indexOf(id);
  const touched = from < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  const rest = selected.filter((one) => !touched.includes(one));
  return on ? [...rest, ...touched] : rest;
}

/** What a folder or a tag may be called, as far as a page should know. */
export function cleanLabel(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/^#\s*/, "");
}
