import type { ReactNode } from "react";
import { Logo } from "@/components/ui/Logo";

interface AuthCardProps {
  title: string;
  lead: string;
  children: ReactNode;
}

/** The quiet frame of the pages before sign-in. */
export function AuthCard({ title, lead, children }: AuthCardProps) {
  return (
    <main className="flex h-screen-visible flex-col overflow-y-auto bg-sunken px-5">
      <div className="pad-safe-bottom m-auto w-full max-w-[25rem] animate-rise py-10">
        <Logo className="mb-6 size-12" />
        <h1 className="text-2xl font-semibold tracking-tight text-balance">{title}</h1>
        <p className="mt-2 mb-8 text-soft text-pretty">{lead}</p>
        {children}
      </div>
    </main>
  );
}
