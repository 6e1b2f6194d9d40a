import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Import, ImportFormat } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { fullTime } from "@/lib/dates";
import { importQuery, shareDone } from "./api";
import { Outcome } from "./ImportReport";
import { Progress } from "./Progress";

/** The names are the same in every language. */
export const FORMAT_NAMES: Record<ImportFormat, string> = {
  chatgpt: "ChatGPT",
  claude: "Claude",
  open_webui: "Open WebUI",
  librechat: "LibreChat",
  mami: "Mami",
};

/** An earlier import. One that still runs, begun on another device or before a reload, is followed. */
export function ImportRow({ known }: { known: Import }) {
  const { t, i18n } = useTranslation();
  const live = useQuery({ ...importQuery(known.id), enabled: known.status === "running" });
  const one = live.data ?? known;
  return (
    <li className="py-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-medium wrap-anywhere">{one.name}</h3>
        {one.format && <Badge>{FORMAT_NAMES[one.format]}</Badge>}
        <span className="text-sm text-faint">{fullTime(one.created_at, i18n.language)}</span>
      </div>
      {one.status === "running" ? (
        <div className="mt-2">
          <Progress
            share={shareDone(one)}
            label={t("transfer.running", { name: one.name, count: one.imported })}
          />
        </div>
      ) : (
        <Outcome outcome={one} />
      )}
    </li>
  );
}
