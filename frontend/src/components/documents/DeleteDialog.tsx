import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Dialog } from "@/components/ui/Dialog";
import { ProblemText } from "@/components/ui/ProblemText";

interface DeleteDialogProps {
  open: boolean;
  title: string;
  text: string;
  busy: boolean;
  problem: Problem | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something goes for good. */
export function DeleteDialog({ open, title, text, busy, problem, onConfirm, onClose }: DeleteDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      label={title}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <h2 className="text-lg font-semibold tracking-tight wrap-anywhere">{title}</h2>
      <p className="mt-2 text-soft text-pretty">{text}</p>
      {problem && (
        <Callout tone="bad" announce className="mt-4">
          <ProblemText problem={problem} />
        </Callout>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Button autoFocus onClick={onClose}>
          {t("documents.keep")}
        </Button>
        <Button look="danger" busy={busy} onClick={onConfirm}>
          {t("documents.delete")}
        </Button>
      </div>
    </Dialog>
  );
}
