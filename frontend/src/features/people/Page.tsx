import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page as Framed } from "@/components/ui/Page";

const TABS = [
  ["/people", "people"],
  ["/people/invites", "invites"],
  ["/people/audit", "record"],
] as const;

interface PageProps {
  name: (typeof TABS)[number][1];
  /** The one thing that most come here to do. */
  action?: ReactNode;
  children: ReactNode;
}

/** What the three pages about people share. */
export function Page({ name, action, children }: PageProps) {
  const { t } = useTranslation();
  return (
    <Framed
      title={t(`people.${name}.title`)}
      lead={t(`people.${name}.lead`)}
      action={action}
      tabs={{
        label: t("people.sections"),
        pages: TABS.map(([to, tab]) => ({ to, title: t(`people.${tab}.title`) })),
      }}
    >
      {children}
    </Framed>
  );
}
