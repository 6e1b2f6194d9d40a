/** A text as a Markdown quotation, with room to write below it. */
export function quotation(text: string): string {
  const lines = text.trim().split(/\r?\n/);
  return `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}

/** A quotation behind what is written already. */
export function withQuotation(draft: string, text: string): string {
  const before = draft.trimEnd();
  return before ? `${before}\n\n${quotation(text)}` : quotation(text);
}

/** What is selected inside an element; an empty text if that is nothing, or reaches beyond it. */
export function selectedWithin(element: Element | null): string {
  const selection = document.getSelection();
  if (!element || !selection || selection.isCollapsed || selection.rangeCount === 0) return "";
  const { commonAncestorContainer } = selection.getRangeAt(0);
  return element.contains(commonAncestorContainer) ? selection.toString().trim() : "";
}
