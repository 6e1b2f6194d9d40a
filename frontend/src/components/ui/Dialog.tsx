import clsx from "clsx";
import { createContext, type ReactNode, useEffect, useState } from "react";

/** Where menus must render to be above the page: inside the open modal dialog, if there is one. */
export const LayerContext = createContext<HTMLElement | null>(null);

interface DialogProps {
  open: boolean;
  onClose: () => void;
  label: string;
  className?: string;
  children: ReactNode;
}

/**
 * The browser's own modal dialog: it keeps the focus, closes on Escape and makes the rest inert,
 * without the injected style element that our content security policy would refuse.
 */
export function Dialog({ open, onClose, label, className, children }: DialogProps) {
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null);

  useEffect(() => {
    if (open && !dialog?.open) dialog?.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open, dialog]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the browser closes it on Escape
    <dialog
      ref={setDialog}
      aria-label={label}
      // React lets this event bubble: a dialog opened from within this one is not this one.
      onClose={(event) => event.target === event.currentTarget && onClose()}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className={clsx("bg-raised shadow-high", className)}
    >
      <LayerContext value={dialog}>{open && children}</LayerContext>
    </dialog>
  );
}
