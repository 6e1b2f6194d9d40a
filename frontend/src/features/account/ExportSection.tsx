import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { saveAs } from "@/lib/download";
import { Section } from "./Page";

/** Everything of oneself as one file. It is read here, so that a refusal can be told in the page. */
export function ExportSection() {
  const { t, i18n } = useTranslation();
  const [bytes, setBytes] = useState(0);

  const take = useMutation({
    mutationFn: async () => {
      setBytes(0);
      const body = (await unwrap(api.GET("/api/v1/auth/export", { parseAs: "stream" }))) as ReadableStream<
        Uint8Array<ArrayBuffer>
      >;
      const parts: Uint8Array<ArrayBuffer>[] = [];
      const reader = body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        parts.push(part.value);
        setBytes((sum) => sum + part.value.byteLength);
      }
      return new Blob(parts, { type: "application/zip" });
    },
    onSuccess: (file) => saveAs(file, `mami-${new Date().toISOString().slice(0, 10)}.zip`),
  });

  const size = new Intl.NumberFormat(i18n.language, {
    style: "unit",
    unit: bytes < 1_000_000 ? "kilobyte" : "megabyte",
    maximumFractionDigits: 1,
  }).format(bytes / (bytes < 1_000_000 ? 1_000 : 1_000_000));

  return (
    <Section title={t("account.export.title")} lead={t("account.export.lead")}>
      {take.error && (
        <Callout tone="bad" announce className="mb-4">
          <ProblemText problem={asProblem(take.error)} />
        </Callout>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={take.isPending} onClick={() => take.mutate()}>
          {!take.isPending && <Download aria-hidden className="size-4" />}
          {t("account.export.take")}
        </Button>
        <span role="status" className="text-sm text-soft">
          {take.isPending && t("account.export.reading")}
          {take.isSuccess && t("account.export.done", { size })}
        </span>
        {take.isPending && bytes > 0 && <span className="text-sm text-faint">{size}</span>}
      </div>
    </Section>
  );
}
