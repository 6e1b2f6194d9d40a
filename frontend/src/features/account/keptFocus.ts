import { type RefObject, useEffect, useRef } from "react";

/**
 * A place for the focus when what had it is gone: a device that was signed out, a dialog's button that went with
 * what it stood for. Looked at whenever `state` changes from one thing to another; while it loads there is none.
 */
export function useKeptFocus(state: string | number | undefined): RefObject<HTMLHeadingElement | null> {
  const place = useRef<HTMLHeadingElement>(null);
  const before = useRef(state);
  useEffect(() => {
    const first = before.current === undefined;
    before.current = state;
    if (first) return;
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [state]);
  return place;
}
