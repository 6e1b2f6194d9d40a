import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Import } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { upload } from "@/lib/upload";
import { IMPORT_ADDRESS, importQuery, importsQuery } from "./api";
import { Progress } from "./Progress";

/** Takes a file, dropped or picked, and sends it. */
export function Picker({ onBegun }: { onBegun: (id: string) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const cancel = useRef<() => void>(() => {});
  const [share, setShare] = useState(0);
  const [over, setOver] = useState(false);

  const send = useMutation({
    mutationFn: (file: File) => {
      setShare(0);
      const running = upload<Import>(IMPORT_ADDRESS, file, setShare);
      cancel.current = running.cancel;
      return running.answer;
    },
    onSuccess: (begun) => {
      queries.setQueryData(importQuery(begun.id).queryKey, begun);
      void queries.invalidateQueries({ queryKey: importsQuery.queryKey });
      onBegun(begun.id);
    },
  });
  const stopped = send.error instanceof DOMException;
  const problem = send.error && !stopped ? asProblem(send.error) : null;

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !send.isPending) send.mutate(file);
  }

  return (
    <>
      <fieldset
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={`mt-4 flex flex-col items-center rounded-lg border-2 border-dashed px-5 py-8 text-center transition-colors ${over ? "border-accent bg-accent-tint" : "border-line bg-sunken"}`}
      >
        <legend className="sr-only">{t("transfer.file")}</legend>
        {send.isPending ? (
          <>
            <Progress
              share={share}
              label={t(share < 1 ? "transfer.sending" : "transfer.arriving", {
                name: send.variables?.name ?? "",
              })}
            />
            <Button className="mt-4" onClick={() => cancel.current()}>
              {t("transfer.cancel")}
            </Button>
          </>
        ) : (
          <>
            <FileUp aria-hidden className="size-8 text-faint" />
            <p className="mt-2 text-soft text-pretty">{t("transfer.drop")}</p>
            <Button look="accent" className="mt-4" onClick={() => input.current?.click()}>
              {t("transfer.pick")}
            </Button>
          </>
        )}
        <input
          ref={input}
          type="file"
          hidden
          accept=".zip,.json,.jsonl,application/zip,application/json"
          aria-label={t("transfer.file")}
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file) send.mutate(file);
            target.value = "";
          }}
        />
      </fieldset>
      {problem && (
        <Callout tone="bad" announce className="mt-4">
          {problem.code === "too_large" ? t("transfer.tooLarge") : <ProblemText problem={problem} />}
        </Callout>
      )}
    </>
  );
}
