import type { ReactNode } from "react";

interface QuietButtonProps {
  busy: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** A button that stands in a line of text. */
export function QuietButton({ busy, onClick, children }: QuietButtonProps) {
  return (
    <button
      type="button"
      disabled={busy}
      onClick={onClick}
      className="min-h-7 rounded-sm px-1 font-medium text-accent underline underline-offset-2 disabled:opacity-60 pointer-coarse:min-h-10"
    >
      {children}
    </button>
  );
}
