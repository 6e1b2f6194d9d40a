import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  changeMemorySettings,
  importMemories,
  MEMORY_EXPORT,
  memorySettingsQuery,
  refreshMemories,
} from "@/api/memory";
import { asProblem } from "@/api/problem";
import type { MemorySettings } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Checkbox } from "@/components/ui/Checkbox";
import { ProblemText } from "@/components/ui/ProblemText";
import { ForgetEverything } from "./ForgetEverything";

/** How one wants to be remembered; all of it as a file, from one, and away. */
export function Settings({ settings }: { settings: MemorySettings }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const file = useRef<HTMLInputElement>(null);
  const [forgetting, setForgetting] = useState(false);
  const change = useMutation({
    mutationFn: changeMemorySettings,
    onSuccess: (now) => queries.setQueryData(memorySettingsQuery.queryKey, now),
  });
  const take = useMutation({
    mutationFn: importMemories,
    onSuccess: () => refreshMemories(queries),
  });
  const problem = change.error ?? take.error;
  const wanted = change.isPending ? change.variables : {};

  return (
    <section aria-labelledby="memory-settings" className="mt-10">
      <h2 id="memory-settings" className="text-lg font-semibold tracking-tight">
        {t("memory.settings")}
      </h2>
      {settings.available && (
        <div className="mt-2">
          <Checkbox
            label={t("memory.enabled")}
            hint={t("memory.enabledHint")}
            checked={wanted.enabled ?? settings.enabled}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ enabled: event.target.checked })}
          />
          <Checkbox
            label={t("memory.review")}
            hint={t(settings.extraction === "off" ? "memory.reviewNone" : "memory.reviewHint")}
            checked={wanted.review ?? settings.review}
            disabled={change.isPending || !settings.enabled || settings.extraction === "off"}
            onChange={(event) => change.mutate({ review: event.target.checked })}
          />
        </div>
      )}
      <p className="mt-3 text-sm text-faint">
        {t("memory.room", { count: settings.count, limit: settings.limit })}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        <a
          href={MEMORY_EXPORT}
          download
          className="inline-flex min-h-10 items-center justify-center gap-2 rounded-md border border-line bg-raised px-4 font-medium transition-colors hover:bg-hover"
        >
          <Download aria-hidden className="size-4" />
          {t("memory.export")}
        </a>
        {settings.available && (
          <Button busy={take.isPending} onClick={() => file.current?.click()}>
            {!take.isPending && <Upload aria-hidden className="size-4" />}
            {t("memory.import")}
          </Button>
        )}
        <Button className="text-bad!" onClick={() => setForgetting(true)}>
          {t("memory.forgetAll")}
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".json,.txt,.md,application/json,text/plain"
          aria-label={t("memory.import")}
          onChange={({ target }) => {
            const picked = target.files?.[0];
            if (picked) take.mutate(picked);
            target.value = "";
          }}
        />
      </div>
      <p className="mt-2 text-sm text-faint text-pretty">{t("memory.importHint")}</p>
      <div role="status">
        {take.data && (
          <Callout className="mt-3">
            {t("memory.imported", { count: take.data.added, known: take.data.duplicates })}
          </Callout>
        )}
      </div>
      {problem && (
        <Callout tone="bad" announce className="mt-3">
          <ProblemText problem={asProblem(problem)} />
        </Callout>
      )}
      <ForgetEverything open={forgetting} onClose={() => setForgetting(false)} />
    </section>
  );
}
