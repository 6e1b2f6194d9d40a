import clsx from "clsx";
import { type Ref, type TextareaHTMLAttributes, useId } from "react";

interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** For text of many lines: room for some of them from the start. */
  tall?: boolean;
  ref?: Ref<HTMLTextAreaElement>;
}

/** A labelled field of several lines with its hint and its error. */
export function TextArea({ label, hint, error, tall = false, className, ...rest }: TextAreaProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className={clsx(
          "block field-sizing-content max-h-96 w-full rounded-md border bg-raised px-3.5 py-2.5 text-[1rem] transition-colors placeholder:text-faint",
          tall ? "min-h-44" : "min-h-20",
          error ? "border-bad" : "border-edge hover:border-faint",
        )}
        {...rest}
      />
      {note && (
        <p id={`${id}-note`} className={clsx("mt-1.5 text-sm", error ? "text-bad" : "text-faint")}>
          {note}
        </p>
      )}
    </div>
  );
}
