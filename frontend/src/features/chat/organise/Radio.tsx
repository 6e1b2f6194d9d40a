import type { InputHTMLAttributes } from "react";

/** One of a few to choose from; the whole line can be pressed. */
export function Radio({ label, ...rest }: InputHTMLAttributes<HTMLInputElement> & { label: string }) {
  return (
    <label className="flex min-h-9 items-start gap-2.5 py-1.5 pointer-coarse:min-h-11 pointer-coarse:py-2.5">
      <input type="radio" className="mt-0.5 size-4.5 shrink-0 accent-accent" {...rest} />
      <span className="min-w-0 wrap-anywhere">{label}</span>
    </label>
  );
}
