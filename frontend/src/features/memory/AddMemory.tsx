import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { addMemory, refreshMemories } from "@/api/memory";
import { asProblem } from "@/api/problem";
import type { MemoryKind } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { TextArea } from "@/components/ui/TextArea";
import { KindSelect } from "./KindSelect";

/** Writes something down for Mami to remember. */
export function AddMemory() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [kind, setKind] = useState<MemoryKind>("fact");
  const add = useMutation({
    mutationFn: () => addMemory({ text: text.trim(), kind }),
    onSuccess: async () => {
      setText("");
      setKind("fact");
      await refreshMemories(queries);
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() && !add.isPending) add.mutate();
  }

  return (
    <form onSubmit={submit} className="mt-6">
      <TextArea
        label={t("memory.add")}
        placeholder={t("memory.addExample")}
        maxLength={2000}
        dir="auto"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (add.isError) add.reset();
        }}
      />
      {text.trim() && (
        <div className="mt-3 flex flex-wrap items-end justify-between gap-3">
          <KindSelect label={t("memory.kind")} value={kind} onChange={(next) => next && setKind(next)} />
          <Button type="submit" look="accent" busy={add.isPending}>
            {!add.isPending && <Plus aria-hidden className="size-4.5" />}
            {t("memory.addIt")}
          </Button>
        </div>
      )}
      {add.error && (
        <Callout tone="bad" announce className="mt-3">
          <ProblemText problem={asProblem(add.error)} />
        </Callout>
      )}
    </form>
  );
}
