import clsx from "clsx";
import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";

interface CalloutProps {
  tone?: "note" | "bad";
  children: ReactNode;
  /** What the reader can do about it. */
  action?: ReactNode;
  className?: string;
  /** Read out as soon as it appears. */
  announce?: boolean;
}

const TONES = { note: "bg-sunken text-soft", bad: "bg-bad-tint text-bad" };

export function Callout({ tone = "note", children, action, className, announce = false }: CalloutProps) {
  const Icon = tone === "note" ? Info : CircleAlert;
  return (
    <div
      role={announce ? "alert" : undefined}
      className={clsx(
        "flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md py-2 pr-2.5 pl-3.5 text-sm",
        TONES[tone],
        className,
      )}
    >
      <div className="flex min-w-48 flex-1 items-start gap-2.5 py-0.5">
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
        <div className="min-w-0 flex-1 text-pretty [&_a]:font-medium [&_a]:underline [&_a]:underline-offset-2">
          {children}
        </div>
      </div>
      {action}
    </div>
  );
}
