import { type ComponentType, lazy } from "react";
import { loadTexts, type Part } from "./i18n";
import { type OnDemand, onDemand } from "./onDemand";

/** Something that loads when it is first needed, together with what it says. */
export function partWithTexts<T>(load: () => Promise<T>, ...parts: Part[]): OnDemand<T> {
  return onDemand(async () => (await Promise.all([load(), loadTexts(...parts)]))[0]);
}

/** The same as a component; `preload` fetches it at a hint that it will be needed. */
export function lazyPart<P>(load: () => Promise<{ default: ComponentType<P> }>, ...parts: Part[]) {
  const part = partWithTexts(load, ...parts);
  return Object.assign(lazy(part.load), { preload: () => void part.load().catch(() => {}) });
}
