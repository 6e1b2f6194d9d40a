import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page as Framed } from "@/components/ui/Page";

/** The frame of the pages about what goes in and out. */
export function Page({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Framed
      title={title}
      lead={lead}
      tabs={{
        label: t("transfer.pages"),
        pages: [
          { to: "/import", title: t("transfer.title") },
          { to: "/shares", title: t("transfer.shares.title") },
        ],
      }}
    >
      {children}
    </Framed>
  );
}
