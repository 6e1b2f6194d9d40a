import clsx from "clsx";
import {
  createContext,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

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
  const pressedBeside = useRef(false);

  useEffect(() => {
    if (open && !dialog?.open) dialog?.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open, dialog]);
  // Closed before it is taken away, it gives the focus back to where it was.
  useLayoutEffect(() => () => dialog?.close(), [dialog]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the browser closes it on Escape
    <dialog
      ref={setDialog}
      aria-label={label}
      // React lets this event bubble: a dialog opened from within this one is not this one.
      onClose={(event) => event.target === event.currentTarget && !event.currentTarget.open && onClose()}
      // Both halves of the click: who selects text and lets go outside does not mean to leave.
      onPointerDown={(event) => {
        pressedBeside.current = isBeside(event);
      }}
      onClick={(event) => pressedBeside.current && isBeside(event) && onClose()}
      className={clsx("bg-raised shadow-high", className)}
    >
      <LayerContext value={dialog}>{open && children}</LayerContext>
    </dialog>
  );
}

/** Whether a press was on the backdrop: it counts as the dialog's own, as does the dialog's padding. */
function isBeside(event: MouseEvent<HTMLDialogElement>): boolean {
  if (event.target !== event.currentTarget) return false;
  const { left, right, top, bottom } = event.currentTarget.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  return x < left || x > right || y < top || y > bottom;
}
