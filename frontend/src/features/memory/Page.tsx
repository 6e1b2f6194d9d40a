import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page as Framed } from "@/components/ui/Page";

/** The frame of the page, beside that of the documents. */
export function Page({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Framed
      title={t("account.memory")}
      lead={t("memory.lead")}
      tabs={{
        label: t("memory.pages"),
        pages: [
          { to: "/memory", title: t("account.memory") },
          { to: "/documents", title: t("account.documents") },
        ],
      }}
    >
      {children}
    </Framed>
  );
}
