import { ChevronDown } from "lucide-react";
import { type SelectHTMLAttributes, useId } from "react";

interface SelectProps extends SelectHTMLAttributes<HTMLSelectElement> {
  label: string;
  hint?: string | undefined;
}

/** A labelled choice of a few: the browser's own list, which phones and screen readers know best. */
export function Select({ label, hint, className, children, ...rest }: SelectProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <select
          id={id}
          aria-describedby={hint ? `${id}-note` : undefined}
          className="h-11 w-full appearance-none rounded-md border border-edge bg-raised pr-10 pl-3.5 text-[1rem] transition-colors hover:border-faint"
          {...rest}
        >
          {children}
        </select>
        <ChevronDown
          aria-hidden
          className="pointer-events-none absolute inset-y-0 right-3.5 my-auto size-4 text-faint"
        />
      </div>
      {hint && (
        <p id={`${id}-note`} className="mt-1.5 text-sm text-faint">
          {hint}
        </p>
      )}
    </div>
  );
}
