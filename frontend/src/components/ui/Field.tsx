import clsx from "clsx";
import { Eye, EyeOff } from "lucide-react";
import { type InputHTMLAttributes, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A labelled input with its hint and its error; passwords can be shown. */
export function Field({ label, hint, error, type = "text", className, ...rest }: FieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [shown, setShown] = useState(false);
  const note = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          type={shown ? "text" : type}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className={clsx(
            "h-11 w-full rounded-md border bg-raised px-3.5 text-[1rem] transition-colors placeholder:text-faint",
            type === "password" && "pr-12",
            error ? "border-bad" : "border-edge hover:border-faint",
          )}
          {...rest}
        />
        {type === "password" && (
          <IconButton
            label={shown ? t("auth.hidePassword") : t("auth.showPassword")}
            className="absolute inset-y-0 right-1.5 my-auto"
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff /> : <Eye />}
          </IconButton>
        )}
      </div>
      {note && (
        <p id={`${id}-note`} className={clsx("mt-1.5 text-sm", error ? "text-bad" : "text-faint")}>
          {note}
        </p>
      )}
    </div>
  );
}
