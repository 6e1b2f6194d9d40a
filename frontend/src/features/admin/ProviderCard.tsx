import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Provider } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { Button } from "@/components/ui/Button";
import { ProblemText } from "@/components/ui/ProblemText";
import { timeAgo } from "@/lib/dates";
import { providersQuery, ROLES, testProvider } from "./api";

const BREAKER_TONES = { closed: "good", half_open: "plain", open: "bad" } as const;

/** One provider: whether it answers, how fast, how busy it is. */
export function ProviderCard({ provider }: { provider: Provider }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const test = useMutation({
    mutationFn: () => testProvider(provider.id),
    onSuccess: (fresh) => {
      queries.setQueryData(providersQuery.queryKey, (list) =>
        list?.map((one) => (one.id === fresh.id ? { ...one, ...fresh } : one)),
      );
      void queries.invalidateQueries({ queryKey: ["models"] });
    },
  });
  const time = (milliseconds: number | null | undefined) =>
    milliseconds == null
      ? "–"
      : new Intl.NumberFormat(i18n.language, {
          style: "unit",
          unit: milliseconds < 1000 ? "millisecond" : "second",
          maximumFractionDigits: milliseconds < 1000 ? 0 : 1,
        }).format(milliseconds < 1000 ? milliseconds : milliseconds / 1000);
  const share = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 1 });
  const { healthy, breaker, first_token_ms, max_concurrent } = provider;

  return (
    <section
      aria-labelledby={`watched-${provider.id}`}
      className="rounded-lg border border-line bg-raised p-5 shadow-low"
    >
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-2">
            <h2 id={`watched-${provider.id}`} className="text-lg font-semibold tracking-tight">
              {provider.id}
            </h2>
            <Badge tone={healthy ? "good" : "bad"}>{t(healthy ? "providers.well" : "models.down")}</Badge>
            {provider.local && <Badge>{t("models.local")}</Badge>}
            {/* What does not answer is open for nothing. */}
            {(healthy || breaker !== "closed") && (
              <Badge tone={BREAKER_TONES[breaker]}>{t(`providers.breakers.${breaker}`)}</Badge>
            )}
          </div>
          <p className="mt-0.5 text-sm text-faint">
            {[
              t("providers.models", { count: provider.models }),
              provider.default_model,
              provider.checked_at &&
                t("providers.checked", { when: timeAgo(provider.checked_at, i18n.language, new Date()) }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <Button
          aria-label={t("providers.testOf", { name: provider.id })}
          busy={test.isPending}
          onClick={() => test.mutate()}
        >
          {t("providers.test")}
        </Button>
      </div>
      <p role="status" className="mt-1 text-sm wrap-anywhere">
        {test.error ? (
          <span className="text-bad">
            <ProblemText problem={asProblem(test.error)} />
          </span>
        ) : !healthy && provider.error ? (
          <span lang="en" className="text-bad">
            {provider.error}
          </span>
        ) : (
          test.isSuccess && <span className="text-good">{t("providers.tested")}</span>
        )}
      </p>
      <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-4">
        <Figure name={t("providers.firstToken")}>
          {time(first_token_ms.p50)} <span className="text-sm text-faint">p50</span>
          <br />
          {time(first_token_ms.p95)} <span className="text-sm text-faint">p95</span>
        </Figure>
        <Figure name={t("providers.errors")}>
          {provider.requests > 0 ? share.format(provider.error_rate) : "–"}
          <br />
          <span className="text-sm text-faint">{t("providers.requests", { count: provider.requests })}</span>
        </Figure>
        <Figure name={t("providers.running")}>
          {max_concurrent > 0
            ? t("providers.runningOf", { count: provider.running, most: max_concurrent })
            : provider.running}
          <br />
          <span className="text-sm text-faint">{t("providers.waiting", { count: provider.waiting })}</span>
        </Figure>
        <Figure name={t("providers.roles")}>
          {ROLES.filter((role) => provider.roles.includes(role))
            .map((role) => t(`providers.roleNames.${role}`))
            .join(", ") || t("providers.allRoles")}
        </Figure>
      </dl>
    </section>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-faint">{name}</dt>
      <dd className="font-medium tabular-nums wrap-anywhere">{children}</dd>
    </div>
  );
}
