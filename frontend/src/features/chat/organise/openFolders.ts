const KEY = "mami.folders";

/** The folders that are open in the sidebar of this device. */
export function readOpen(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

export function writeOpen(names: string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(names));
  } catch {
    // They are closed again after a reload, nothing else.
  }
}
