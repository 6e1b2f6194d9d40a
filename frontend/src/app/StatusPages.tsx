import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Logo } from "@/components/ui/Logo";
import { ProblemText } from "@/components/ui/ProblemText";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Centered title={t("status.notFoundTitle")} text={t("status.notFoundText")}>
      <Link to="/" className="font-medium text-accent underline underline-offset-4">
        {t("status.home")}
      </Link>
    </Centered>
  );
}

export function ErrorPage({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Centered title={t("status.errorTitle")} text={<ProblemText problem={asProblem(error)} />}>
      <Button look="accent" onClick={() => location.reload()}>
        {t("status.reload")}
      </Button>
    </Centered>
  );
}

export function PendingPage() {
  const { t } = useTranslation();
  return (
    <main className="flex h-screen-visible items-center justify-center" aria-busy>
      <Logo className="size-10 animate-breathe" />
      <h1 className="sr-only">{t("status.loading")}</h1>
    </main>
  );
}

function Centered({ title, text, children }: { title: string; text: ReactNode; children: ReactNode }) {
  return (
    <main className="flex h-full min-h-80 flex-1 flex-col items-center justify-center px-6 text-center">
      <Logo className="mb-5 size-11" />
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-2 mb-6 max-w-sm text-soft text-pretty">{text}</p>
      {children}
    </main>
  );
}
