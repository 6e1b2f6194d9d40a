import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page as Framed } from "@/components/ui/Page";

/** The frame of the pages about what answers. */
export function Page({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Framed
      title={title}
      lead={lead}
      tabs={{
        label: t("providers.pages"),
        pages: [
          { to: "/providers", title: t("providers.title") },
          { to: "/connect", title: t("account.connect") },
        ],
      }}
    >
      {children}
    </Framed>
  );
}
