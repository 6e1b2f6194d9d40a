import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { saveAs } from "@/lib/download";

/** The codes that open the door without the phone, shown this once. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const text = `${codes.join("\n")}\n`;
  return (
    <div className="rounded-md border border-line bg-sunken p-4">
      <h3 ref={(heading) => heading?.focus()} tabIndex={-1} className="font-semibold outline-none">
        {t("account.secondFactor.codesTitle")}
      </h3>
      <p className="mt-1 text-sm text-soft text-pretty">{t("account.secondFactor.codesLead")}</p>
      <ol className="mt-3 grid gap-x-6 gap-y-1 font-mono text-sm sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ol>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button look="accent" onClick={onDone}>
          {t("account.secondFactor.kept")}
        </Button>
        <Button onClick={() => saveAs(new Blob([text], { type: "text/plain" }), "mami-recovery-codes.txt")}>
          <Download aria-hidden className="size-4" />
          {t("account.secondFactor.saveCodes")}
        </Button>
        <CopyButton text={text} label={t("account.secondFactor.copyCodes")} />
      </div>
    </div>
  );
}
