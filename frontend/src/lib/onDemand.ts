import { useSyncExternalStore } from "react";

/** Something that loads when it is first needed, and is there at once from then on. */
export interface OnDemand<T> {
  /** Fetches it, if it is not here or on its way. After a failure the next call tries again. */
  load: () => Promise<T>;
  /** What has come; undefined before that. */
  get: () => T | undefined;
  subscribe: (listener: () => void) => () => void;
}

export function onDemand<T>(fetchIt: () => Promise<T>): OnDemand<T> {
  let here: T | undefined;
  let underway: Promise<T> | undefined;
  const listeners = new Set<() => void>();
  return {
    load: () => {
      underway ??= fetchIt().then(
        (found) => {
          here = found;
          for (const listener of [...listeners]) listener();
          return found;
        },
        (error: unknown) => {
          underway = undefined;
          throw error;
        },
      );
      return underway;
    },
    get: () => here,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What a part has to offer once it is loaded. Unlike suspending, this never empties what is on show. */
export function useOnDemand<T>(part: OnDemand<T>): T | undefined {
  return useSyncExternalStore(part.subscribe, part.get);
}
