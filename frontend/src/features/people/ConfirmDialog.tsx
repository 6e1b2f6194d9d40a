import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Field } from "@/components/ui/Field";
import { PeopleProblem } from "./PeopleProblem";

export interface Question {
  title: string;
  text: string;
  confirm: string;
  /** Whether it takes something away. */
  danger: boolean;
  /** What must be typed first, for what cannot be undone. */
  typed?: string;
  run: () => Promise<unknown>;
}

/** Asks before something that is hard to undo. */
export function ConfirmDialog({ question, onClose }: { question: Question | null; onClose: () => void }) {
  return (
    <Dialog
      open={question !== null}
      onClose={onClose}
      label={question?.title ?? ""}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      {question && <Ask question={question} onClose={onClose} />}
    </Dialog>
  );
}

function Ask({ question, onClose }: { question: Question; onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const run = useMutation({ mutationFn: question.run, onSuccess: onClose });
  const ready = question.typed === undefined || typed.trim() === question.typed;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) run.mutate();
  }

  return (
    <form onSubmit={submit}>
      <h2 className="text-lg font-semibold tracking-tight text-balance wrap-anywhere">{question.title}</h2>
      <p className="mt-2 text-soft text-pretty wrap-anywhere">{question.text}</p>
      {question.typed !== undefined && (
        <Field
          className="mt-4"
          label={t("people.typeToConfirm", { word: question.typed })}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <PeopleProblem error={run.error} className="mt-4" />
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button autoFocus={question.typed === undefined} onClick={onClose}>
          {t("people.cancel")}
        </Button>
        <Button
          type="submit"
          look={question.danger ? "danger" : "accent"}
          busy={run.isPending}
          disabled={!ready}
        >
          {question.confirm}
        </Button>
      </div>
    </form>
  );
}
