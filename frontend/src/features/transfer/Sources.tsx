import { Trans, useTranslation } from "react-i18next";
import { FORMAT_NAMES } from "./ImportRow";

const SOURCES = ["chatgpt", "claude", "open_webui", "librechat", "mami"] as const;

/** How to get one's conversations out of other places. */
export function Sources() {
  const { t } = useTranslation();
  return (
    <div className="mt-6">
      <h3 className="font-medium">{t("transfer.how")}</h3>
      <div className="mt-2 divide-y divide-line rounded-lg border border-line bg-raised">
        {SOURCES.map((source) => (
          <details key={source} className="px-4">
            <summary className="py-2.5 font-medium marker:text-faint">{FORMAT_NAMES[source]}</summary>
            <p className="pb-4 text-soft text-pretty">
              <Trans
                t={t}
                i18nKey={`transfer.from.${source}`}
                components={{ b: <b className="font-medium text-ink" /> }}
              />
            </p>
          </details>
        ))}
      </div>
    </div>
  );
}
