import { type InputHTMLAttributes, useId } from "react";

interface CheckboxProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string | undefined;
}

/** The browser's own box with its words; the whole line can be pressed. */
export function Checkbox({ label, hint, className, ...rest }: CheckboxProps) {
  const id = useId();
  return (
    <div className={className}>
      <label
        htmlFor={id}
        className="flex min-h-9 items-start gap-2.5 py-1.5 pointer-coarse:min-h-11 pointer-coarse:py-2.5"
      >
        <input
          id={id}
          type="checkbox"
          aria-describedby={hint ? `${id}-note` : undefined}
          className="mt-0.5 size-4.5 shrink-0 accent-accent"
          {...rest}
        />
        <span className="min-w-0">{label}</span>
      </label>
      {hint && (
        <p id={`${id}-note`} className="ml-7 text-sm text-faint">
          {hint}
        </p>
      )}
    </div>
  );
}
