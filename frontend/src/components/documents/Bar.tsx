interface BarProps {
  /** From 0 to 1. */
  share: number;
  label: string;
}

/** How far something is, as a line that fills. */
export function Bar({ share, label }: BarProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      className="h-1.5 w-full max-w-64 overflow-hidden rounded-full bg-hover"
    >
      <div
        className="h-full rounded-full bg-accent transition-[width]"
        style={{ width: `${Math.round(share * 100)}%` }}
      />
    </div>
  );
}
