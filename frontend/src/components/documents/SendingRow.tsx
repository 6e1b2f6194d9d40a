import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/Button";
import { ProblemText } from "@/components/ui/ProblemText";
import type { Sending } from "@/lib/sender";
import { Bar } from "./Bar";

/** A document on its way, or one that was refused. */
export function SendingRow({ sending, onRemove }: { sending: Sending; onRemove: () => void }) {
  const { t } = useTranslation();
  const { name, share, problem } = sending;
  return (
    <li className="flex items-start gap-3 py-3">
      <div className="min-w-0 flex-1 space-y-1">
        <p className="font-medium wrap-anywhere">{name}</p>
        {problem ? (
          <p role="alert" className="text-sm text-bad text-pretty">
            {problem.code === "too_large" ? t("documents.tooLarge") : <ProblemText problem={problem} />}
          </p>
        ) : (
          <Bar share={share} label={t("documents.sending", { name })} />
        )}
      </div>
      <IconButton label={t(problem ? "documents.putAway" : "documents.stop", { name })} onClick={onRemove}>
        <X />
      </IconButton>
    </li>
  );
}
