import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { changeMemory } from "@/api/memory";
import { asProblem } from "@/api/problem";
import type { Memory } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { TextArea } from "@/components/ui/TextArea";
import { KindSelect } from "./KindSelect";

interface EditMemoryProps {
  memory: Memory;
  onSaved: () => unknown;
  onClose: () => void;
}

/** Changes a memory where it stands. */
export function EditMemory({ memory, onSaved, onClose }: EditMemoryProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(memory.text);
  const [kind, setKind] = useState(memory.kind);
  const save = useMutation({
    mutationFn: () => changeMemory(memory.id, { text: text.trim(), kind }),
    onSuccess: onSaved,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() && !save.isPending) save.mutate();
  }

  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <TextArea
        label={t("memory.text")}
        autoFocus
        maxLength={2000}
        dir="auto"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="mt-3 flex flex-wrap items-end justify-between gap-3">
        <KindSelect label={t("memory.kind")} value={kind} onChange={(next) => next && setKind(next)} />
        <div className="flex gap-2">
          <Button onClick={onClose}>{t("memory.cancel")}</Button>
          <Button type="submit" look="accent" busy={save.isPending} disabled={!text.trim()}>
            {t("memory.save")}
          </Button>
        </div>
      </div>
      {save.error && (
        <Callout tone="bad" announce className="mt-3">
          <ProblemText problem={asProblem(save.error)} />
        </Callout>
      )}
    </form>
  );
}
