import { useEffect, useRef, useState } from "react";

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** Makes the whole page a target for files, while `onFiles` is there. Says whether some are held over it. */
export function useDrop(onFiles: ((files: File[]) => void) | undefined, onApproach: () => void): boolean {
  const [over, setOver] = useState(false);
  const newest = useRef({ onFiles, onApproach });
  useEffect(() => {
    newest.current = { onFiles, onApproach };
  });

  useEffect(() => {
    // Every element under the pointer is entered and left by itself.
    let depth = 0;
    const welcome = (event: DragEvent) =>
      carriesFiles(event) && newest.current.onFiles && !document.querySelector("dialog[open]");
    const onEnter = (event: DragEvent) => {
      if (!welcome(event)) return;
      depth++;
      newest.current.onApproach();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent) => {
      // Without this the browser would open the file in place of the page.
      if (carriesFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (welcome(event) && files.length > 0) newest.current.onFiles?.(files);
    };
    const listeners = { dragenter: onEnter, dragleave: onLeave, dragover: onOver, drop: onDrop };
    for (const [name, listener] of Object.entries(listeners)) {
      document.addEventListener(name, listener as EventListener);
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        document.removeEventListener(name, listener as EventListener);
      }
    };
  }, []);
  return over;
}
