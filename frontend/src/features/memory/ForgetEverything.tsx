import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { deleteAllMemories, refreshMemories } from "@/api/memory";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Dialog } from "@/components/ui/Dialog";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";

interface ForgetEverythingProps {
  open: boolean;
  onClose: () => void;
}

/** Asks, with a word to be typed, before all memories go for good. */
export function ForgetEverything({ open, onClose }: ForgetEverythingProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      label={t("memory.forgetAllTitle")}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <Question onClose={onClose} />
    </Dialog>
  );
}

function Question({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const word = t("memory.forgetAllWord");
  const same = typed.trim().toLocaleLowerCase(i18n.language) === word.toLocaleLowerCase(i18n.language);
  const forget = useMutation({
    mutationFn: deleteAllMemories,
    onSuccess: async () => {
      await refreshMemories(queries);
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (same) forget.mutate();
  }

  return (
    <form onSubmit={submit}>
      <h2 className="text-lg font-semibold tracking-tight">{t("memory.forgetAllTitle")}</h2>
      <p className="mt-2 text-soft text-pretty">{t("memory.forgetAllText")}</p>
      <Field
        className="mt-4"
        label={t("memory.forgetAllType", { word })}
        autoFocus
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {forget.error && (
        <Callout tone="bad" announce className="mt-4">
          <ProblemText problem={asProblem(forget.error)} />
        </Callout>
      )}
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{t("memory.cancel")}</Button>
        <Button type="submit" look="danger" disabled={!same} busy={forget.isPending}>
          {t("memory.forgetAll")}
        </Button>
      </div>
    </form>
  );
}
