import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Import } from "@/api/types";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { importQuery, importsQuery, shareDone } from "./api";
import { Progress } from "./Progress";

/** One import: how far it is, and in the end what came of it. */
export function ImportReport({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const one = useQuery(importQuery(id));
  const status = one.data?.status;

  // What has come in belongs into the lists.
  useEffect(() => {
    if (!status || status === "running") return;
    for (const key of [importsQuery.queryKey, ["conversations"], ["labels"]])
      void queries.invalidateQueries({ queryKey: key });
  }, [status, queries]);

  return (
    <div className="mt-4 rounded-lg border border-line bg-raised p-5 shadow-low">
      {one.error && (
        <Callout tone="bad" announce>
          <ProblemText problem={asProblem(one.error)} />
        </Callout>
      )}
      {one.data?.status === "running" && (
        <Progress
          share={shareDone(one.data)}
          label={t("transfer.running", { name: one.data.name, count: one.data.imported })}
        />
      )}
      <div role="status">
        {one.data && one.data.status !== "running" && (
          <>
            {one.data.status === "done" && (
              <h3 className="flex items-center gap-2 font-semibold">
                <CircleCheck aria-hidden className="size-5 shrink-0 text-good" />
                <span className="min-w-0 wrap-anywhere">{t("transfer.done", { name: one.data.name })}</span>
              </h3>
            )}
            <Outcome outcome={one.data} />
            {one.data.status === "done" && one.data.imported > 0 && (
              <Link to="/" className="mt-3 inline-block font-medium text-accent underline underline-offset-4">
                {t("transfer.toChats")}
              </Link>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** What came of an import: what is there, what was there before, what was left out and why. */
export function Outcome({ outcome }: { outcome: Import }) {
  const { t } = useTranslation();
  const { status, imported, duplicates, skipped, report, error } = outcome;
  return (
    <>
      {status === "failed" && (
        <Callout tone="bad" className="mt-2">
          {t("transfer.failed")} <span lang="en">{error}</span>
        </Callout>
      )}
      {status === "interrupted" && <Callout className="mt-2">{t("transfer.interrupted")}</Callout>}
      <p className="mt-2 text-soft">
        {[
          t("transfer.imported", { count: imported }),
          duplicates > 0 && t("transfer.duplicates", { count: duplicates }),
          skipped > 0 && t("transfer.skipped", { count: skipped }),
        ]
          .filter(Boolean)
          .join(" ")}
      </p>
      {report.length > 0 && (
        <details className="mt-2">
          <summary className="text-sm font-medium">{t("transfer.report", { count: report.length })}</summary>
          <ul className="mt-2 max-h-72 space-y-1.5 overflow-y-auto text-sm">
            {report.map(({ what, why }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same thing may be told twice
              <li key={index} className="wrap-anywhere">
                <span className="font-medium">{what}</span>
                {" · "}
                <span lang="en" className="text-soft">
                  {why}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
