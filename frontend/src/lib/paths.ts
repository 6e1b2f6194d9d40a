/** A place in this UI to go on to, or the start: never another site, never a script. */
export function localPath(value: unknown): string {
  if (typeof value !== "string" || !value.startsWith("/") || /^\/[/\\]/.test(value)) return "/";
  try {
    const url = new URL(value, location.origin);
    return url.origin === location.origin ? url.pathname + url.search : "/";
  } catch {
    return "/";
  }
}
