import { type ReactNode, type Ref, useId } from "react";
import { useTranslation } from "react-i18next";
import { Page as Framed } from "@/components/ui/Page";

/** The frame of the pages about one's own account. */
export function Page({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Framed
      title={title}
      lead={lead}
      tabs={{
        label: t("account.pages"),
        pages: [
          { to: "/account", title: t("account.title") },
          { to: "/account/security", title: t("account.security.title") },
        ],
      }}
    >
      <div className="mt-6 space-y-4">{children}</div>
    </Framed>
  );
}

interface SectionProps {
  title: string;
  lead?: string;
  /** Beside the title, as a state in one word. */
  badge?: ReactNode;
  /** The title, for when what had the focus is gone. */
  ref?: Ref<HTMLHeadingElement>;
  children: ReactNode;
}

export function Section({ title, lead, badge, ref, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-lg border border-line bg-raised p-5 shadow-low md:p-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 ref={ref} id={id} tabIndex={-1} className="text-lg font-semibold tracking-tight outline-none">
          {title}
        </h2>
        {badge}
      </div>
      {lead && <p className="mt-1 max-w-[60ch] text-soft text-pretty">{lead}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}
