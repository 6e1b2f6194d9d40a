import { type ComponentType, lazy } from "react";
import { loadTexts, type Part } from "./i18n";

/** A component that loads when it is first needed, together with what it says; `preload` fetches it at a hint of that. */
export function lazyPart<P>(load: () => Promise<{ default: ComponentType<P> }>, ...parts: Part[]) {
  const fetch = async () => (await Promise.all([load(), loadTexts(...parts)]))[0];
  return Object.assign(lazy(fetch), { preload: () => void fetch().catch(() => {}) });
}
