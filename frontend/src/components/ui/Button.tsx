import clsx from "clsx";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";

type Look = "accent" | "quiet" | "outline" | "danger";

const LOOKS: Record<Look, string> = {
  accent: "bg-accent text-on-accent hover:bg-accent-strong",
  quiet: "text-soft hover:bg-hover hover:text-ink",
  outline: "border border-line bg-raised text-ink hover:bg-hover",
  danger: "bg-bad text-on-accent hover:opacity-90",
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  busy?: boolean;
}

export function Button({
  look = "outline",
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      className={clsx(
        "inline-flex min-h-10 items-center justify-center gap-2 rounded-md px-4 font-medium transition-colors disabled:opacity-60",
        LOOKS[look],
        className,
      )}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  ref?: Ref<HTMLButtonElement>;
  label: string;
  children: ReactNode;
}

/** A button that is only a picture; the label is its name and its tooltip. */
export function IconButton({ label, className, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={clsx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-sm text-faint transition-colors hover:bg-hover hover:text-ink disabled:opacity-50 pointer-coarse:size-10 [&_svg]:size-4.5",
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}

export function Spinner({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={clsx(
        "inline-block size-4 animate-spin rounded-full border-2 border-current border-r-transparent opacity-70",
        className,
      )}
    />
  );
}
