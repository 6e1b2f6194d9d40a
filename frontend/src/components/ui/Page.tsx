import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface PageProps {
  title: string;
  lead: string;
  /** The one thing that most come here to do. */
  action?: ReactNode;
  /** The pages that belong together, and what they are about as a whole. */
  tabs: { label: string; pages: { to: NonNullable<LinkProps["to"]>; title: string }[] };
  children: ReactNode;
}

/** A page beside the chat: its title, the way to its neighbours, its content. */
export function Page({ title, lead, action, tabs, children }: PageProps) {
  return (
    <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
      <div className="pad-safe-bottom mx-auto w-full max-w-column px-5 pt-4 pb-12 md:pt-8">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
          <div className="min-w-0">
            <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
            <p className="mt-2 max-w-[60ch] text-soft text-pretty">{lead}</p>
          </div>
          {action}
        </div>
        <nav aria-label={tabs.label} className="mt-6 flex gap-1 border-b border-line">
          {tabs.pages.map((page) => (
            <Link
              key={page.to}
              to={page.to}
              activeOptions={{ exact: true, includeSearch: false }}
              className="-mb-px flex min-h-10 items-center border-b-2 border-transparent px-3 py-1.5 leading-tight font-medium text-soft transition-colors hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink pointer-coarse:min-h-11"
            >
              {page.title}
            </Link>
          ))}
        </nav>
        {children}
      </div>
    </main>
  );
}
