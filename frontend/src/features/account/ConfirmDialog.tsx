import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Dialog } from "@/components/ui/Dialog";
import { ProblemText } from "@/components/ui/ProblemText";

interface ConfirmDialogProps {
  open: boolean;
  title: string;
  text: ReactNode;
  /** The word on the button that does it. */
  confirm: string;
  danger?: boolean;
  busy: boolean;
  /** What went wrong, unless a field says it already. */
  problem: Problem | null;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks before something that cannot be taken back, and takes what the server wants to see for it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation();

  function submit(event: FormEvent) {
    event.preventDefault();
    props.onConfirm();
  }

  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      label={props.title}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <form onSubmit={submit}>
        <h2 className="text-lg font-semibold tracking-tight">{props.title}</h2>
        <div className="mt-2 space-y-2 text-soft text-pretty">{props.text}</div>
        {props.problem && (
          <Callout tone="bad" announce className="mt-4">
            <ProblemText problem={props.problem} />
          </Callout>
        )}
        {props.children && <div className="mt-4 space-y-4">{props.children}</div>}
        <div className="mt-6 flex flex-wrap justify-end gap-2">
          <Button autoFocus={!props.children} onClick={props.onClose}>
            {t("account.cancel")}
          </Button>
          <Button type="submit" look={props.danger ? "danger" : "accent"} busy={props.busy}>
            {props.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
