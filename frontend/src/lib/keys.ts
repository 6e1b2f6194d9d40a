/** Where text goes in: what is typed there is no shortcut. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable)
  );
}

const KEY = "mami.singleKeys";

/**
 * Whether a single character may be a shortcut. Who speaks to their computer, or reads with a screen reader, may not
 * want that.
 */
export function singleKeys(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function allowSingleKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // The choice is forgotten, nothing else.
  }
}
