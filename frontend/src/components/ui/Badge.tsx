import clsx from "clsx";
import type { ReactNode } from "react";

const TONES = {
  plain: "bg-hover text-soft",
  accent: "bg-accent-tint text-accent",
  good: "bg-hover text-good",
  bad: "bg-bad-tint text-bad",
};

/** A word that stands out in a row. */
export function Badge({ tone = "plain", children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  return (
    <span
      className={clsx(
        "inline-flex shrink-0 items-center rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
