import { useRef } from "react";

/**
 * Lets a menu close, and its trigger have the focus again, before what was chosen begins: a dialog then gives the
 * focus back to the trigger, and a field that takes the focus keeps it.
 */
export function useAfterMenu() {
  const next = useRef<(() => void) | null>(null);
  return {
    after: (act: () => void) => () => {
      next.current = act;
    },
    onCloseAutoFocus: () => {
      const act = next.current;
      next.current = null;
      if (act) setTimeout(act);
    },
  };
}
