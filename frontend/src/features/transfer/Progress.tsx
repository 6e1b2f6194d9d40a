interface ProgressProps {
  /** From 0 to 1; undefined while nobody knows. */
  share: number | undefined;
  label: string;
}

/** How far something is, in words and as a line that fills. */
export function Progress({ share, label }: ProgressProps) {
  return (
    <div className="w-full max-w-md">
      <p className="mb-2 text-sm text-soft wrap-anywhere">{label}</p>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share !== undefined && { "aria-valuenow": Math.round(share * 100) })}
        className="h-2 overflow-hidden rounded-full bg-hover"
      >
        <div
          className={`h-full rounded-full bg-accent transition-[width] ${share === undefined ? "w-1/3 animate-pulse" : ""}`}
          style={share === undefined ? undefined : { width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}
