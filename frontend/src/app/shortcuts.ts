import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { isTyping, singleKeys } from "@/lib/keys";

export type Overlay = "palette" | "keys";

interface Shortcuts {
  onOverlay: (overlay: Overlay) => void;
  onSidebar: () => void;
}

/**
 * The keys that work on every page. Each takes Ctrl or ⌘, except `?` and the composer's `/`: those are for when
 * nothing is being typed, and can be turned off in the sheet that tells of the keys.
 */
export function useShortcuts({ onOverlay, onSidebar }: Shortcuts): void {
  const navigate = useNavigate();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const key = event.key.toLowerCase();
    const mod = event.ctrlKey || event.metaKey;
    if (mod && !event.shiftKey && key === "k") onOverlay("palette");
    else if (mod && event.shiftKey && key === "o") void navigate({ to: "/" });
    else if (mod && event.shiftKey && key === "s") onSidebar();
    else if (!mod && key === "?" && free(event) && singleKeys()) onOverlay("keys");
    // The composer must not see its key.
    else if (!mod && key === "/" && free(event) && !singleKeys()) return event.stopPropagation();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  useEffect(() => {
    // Ahead of everything else that listens to the page.
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener, true);
    return () => window.removeEventListener("keydown", listener, true);
  }, []);
}

function free(event: KeyboardEvent): boolean {
  return !isTyping(event.target) && !document.querySelector("dialog[open]");
}
