import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { EXPORT_FORMATS, exportAllAddress, importsQuery } from "./api";
import { ImportReport } from "./ImportReport";
import { ImportRow } from "./ImportRow";
import { Page } from "./Page";
import { Picker } from "./Picker";
import { Sources } from "./Sources";

/** Conversations from elsewhere come in here, and everything goes out. */
export default function ImportPage() {
  const { t } = useTranslation();
  const [current, setCurrent] = useState<string | null>(null);
  const earlier = useQuery(importsQuery);
  const others = earlier.data?.filter(({ id }) => id !== current) ?? [];

  return (
    <Page title={t("transfer.title")} lead={t("transfer.lead")}>
      <section aria-labelledby="import-title" className="mt-8">
        <h2 id="import-title" className="text-lg font-semibold tracking-tight">
          {t("transfer.in")}
        </h2>
        <Picker onBegun={setCurrent} />
        {current && <ImportReport key={current} id={current} />}
        <Sources />
      </section>
      {(others.length > 0 || earlier.error) && (
        <section aria-labelledby="earlier-title" className="mt-10">
          <h2 id="earlier-title" className="text-lg font-semibold tracking-tight">
            {t("transfer.earlier")}
          </h2>
          {earlier.error && (
            <Callout tone="bad" className="mt-3">
              <ProblemText problem={asProblem(earlier.error)} />
            </Callout>
          )}
          <ul className="mt-2 divide-y divide-line">
            {others.map((one) => (
              <ImportRow key={one.id} known={one} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="export-title" className="mt-10">
        <h2 id="export-title" className="text-lg font-semibold tracking-tight">
          {t("transfer.out")}
        </h2>
        <p className="mt-1 max-w-[60ch] text-soft text-pretty">{t("transfer.outLead")}</p>
        <ul className="mt-4 flex flex-wrap gap-2">
          {EXPORT_FORMATS.map((format) => (
            <li key={format}>
              <a
                href={exportAllAddress(format)}
                download
                className="inline-flex min-h-10 items-center gap-2 rounded-md border border-line bg-raised px-4 font-medium transition-colors hover:bg-hover"
              >
                <Download aria-hidden className="size-4" />
                {t(`transfer.formats.${format}`)}
              </a>
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}
