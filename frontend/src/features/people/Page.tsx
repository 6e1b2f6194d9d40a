import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

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
    <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
      <div className="pad-safe-bottom mx-auto w-full max-w-column px-5 pt-4 pb-12 md:pt-8">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
          <div className="min-w-0">
            <h1 className="text-2xl font-semibold tracking-tight">{t(`people.${name}.title`)}</h1>
            <p className="mt-2 max-w-[60ch] text-soft text-pretty">{t(`people.${name}.lead`)}</p>
          </div>
          {action}
        </div>
        <nav aria-label={t("people.sections")} className="mt-6 flex gap-1 border-b border-line">
          {TABS.map(([to, tab]) => (
            <Link
              key={to}
              to={to}
              search={{}}
              activeOptions={{ exact: true, includeSearch: false }}
              className="-mb-px flex min-h-10 items-center border-b-2 border-transparent px-3 font-medium text-soft transition-colors hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink pointer-coarse:min-h-11"
            >
              {t(`people.${tab}.title`)}
            </Link>
          ))}
        </nav>
        {children}
      </div>
    </main>
  );
}
