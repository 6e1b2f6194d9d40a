/**
 * The address a link in a model's answer may lead to: the web, mail, or a path of this site.
 * Everything else (`javascript:`, `data:`, other sites by `//`) comes back as undefined.
 */
export function safeLink(url: string | undefined): string | undefined {
  if (!url) return undefined;
  // Browsers drop control characters and read a backslash as a slash; we refuse both.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u0020\u007f\\]/.test(url)) return undefined;
  if (url.startsWith("#")) return url;
  if (url.startsWith("/")) return url.startsWith("//") ? undefined : url;
  return /^(?:https?:\/\/|mailto:)/i.test(url) ? url : undefined;
}

/** A path that the UI's own router shows without loading the page anew. */
export function isAppPath(url: string): boolean {
  return url.startsWith("/") && !/^\/(?:api|legacy|v1)(?:\/|$)/.test(url);
}
