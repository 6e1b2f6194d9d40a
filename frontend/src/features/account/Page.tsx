import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";

/** The frame of the pages about one's own account, with the way between them. */
export function Page({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation();
  const look =
    "inline-flex min-h-9 items-center rounded-full border px-3.5 text-sm font-medium transition-colors pointer-coarse:min-h-11";
  return (
    <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
      <div className="pad-safe-bottom mx-auto w-full max-w-column px-5 pt-4 pb-12 md:pt-8">
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-2 max-w-[60ch] text-soft text-pretty">{lead}</p>
        <nav aria-label={t("account.pages")} className="mt-5 flex flex-wrap gap-2">
          {(["/account", "/account/security"] as const).map((to) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: true }}
              className={look}
              activeProps={{ className: clsx(look, "border-accent bg-accent-tint text-accent") }}
              inactiveProps={{ className: clsx(look, "border-line text-soft hover:bg-hover") }}
            >
              {t(to === "/account" ? "account.title" : "account.security.title")}
            </Link>
          ))}
        </nav>
        <div className="mt-6 space-y-4">{children}</div>
      </div>
    </main>
  );
}

interface SectionProps {
  title: string;
  lead?: string;
  /** Beside the title, as a state in one word. */
  badge?: ReactNode;
  children: ReactNode;
}

export function Section({ title, lead, badge, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-lg border border-line bg-raised p-5 shadow-low md:p-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id={id} className="text-lg font-semibold tracking-tight">
          {title}
        </h2>
        {badge}
      </div>
      {lead && <p className="mt-1 max-w-[60ch] text-soft text-pretty">{lead}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}

export function Badge({ tone = "plain", children }: { tone?: "plain" | "good"; children: ReactNode }) {
  return (
    <span
      className={clsx(
        "inline-flex items-center rounded-full px-2 py-0.5 text-xs font-medium",
        tone === "good" ? "border border-current text-good" : "bg-hover text-soft",
      )}
    >
      {children}
    </span>
  );
}
