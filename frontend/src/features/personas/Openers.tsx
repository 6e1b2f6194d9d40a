import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { MOST_OPENERS } from "./form";

interface OpenersProps {
  openers: string[];
  onChange: (openers: string[]) => void;
}

/** First messages that a new chat offers, to be chosen with one press. */
export function Openers({ openers, onChange }: OpenersProps) {
  const { t } = useTranslation();
  return (
    <fieldset>
      <legend className="text-sm font-medium">{t("personas.openers")}</legend>
      <p className="mt-0.5 mb-2 text-sm text-faint">{t("personas.openersHint")}</p>
      <ul className="space-y-2">
        {openers.map((opener, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <li key={index} className="flex items-end gap-1">
            <Field
              className="min-w-0 flex-1 [&>label]:sr-only"
              label={t("personas.opener", { count: index + 1 })}
              maxLength={200}
              autoComplete="off"
              value={opener}
              onChange={(event) =>
                onChange(openers.map((one, at) => (at === index ? event.target.value : one)))
              }
            />
            <IconButton
              label={t("personas.openerRemove", { count: index + 1 })}
              className="size-11"
              onClick={() => onChange(openers.filter((_, at) => at !== index))}
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
      {openers.length < MOST_OPENERS && (
        <Button look="quiet" className="mt-1 px-2" onClick={() => onChange([...openers, ""])}>
          <Plus aria-hidden className="size-4" />
          {t("personas.openerAdd")}
        </Button>
      )}
    </fieldset>
  );
}
