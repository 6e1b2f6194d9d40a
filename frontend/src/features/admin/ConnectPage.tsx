import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import clsx from "clsx";
import type { ReactNode } from "react";
import { Trans, useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Provider } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { CopyButton } from "@/components/ui/CopyButton";
import { ProblemText } from "@/components/ui/ProblemText";
import { providersQuery, testProvider } from "./api";
import { Page } from "./Page";

/** The ways to a real model, each with its exact steps. `lines` are typed as they are. */
const GUIDES = [
  {
    id: "groq",
    name: "Groq",
    steps: ["key", "env", "restart"],
    lines: { env: "GROQ_API_KEY=gsk_…" },
    site: "https://console.groq.com/keys",
  },
  {
    id: "ollama",
    name: "Ollama",
    steps: ["install", "pull", "host"],
    lines: { pull: "ollama pull llama3.2", host: "OLLAMA_HOST=http://127.0.0.1:11434" },
    site: "https://ollama.com/download",
  },
  {
    id: "openai",
    name: "OpenAI",
    steps: ["key", "env", "restart"],
    lines: { env: "OPENAI_API_KEY=sk-…\nOPENAI_BASE_URL=https://api.openai.com/v1" },
    site: undefined,
  },
] as const;

export default function ConnectPage() {
  const { t } = useTranslation();
  const providers = useQuery(providersQuery);
  const known = GUIDES.map((guide) => guide.id as string);
  const others = providers.data?.filter(({ id }) => id !== "builtin" && !known.includes(id)) ?? [];

  return (
    <Page title={t("account.connect")} lead={t("connect.lead")}>
      {providers.error && (
        <Callout tone="bad" className="mt-6" announce>
          {asProblem(providers.error).status === 403 ? (
            t("connect.notAllowed")
          ) : (
            <ProblemText problem={asProblem(providers.error)} />
          )}
        </Callout>
      )}
      <div className="mt-8 space-y-4">
        {GUIDES.map((guide) => (
          <Card
            key={guide.id}
            id={guide.id}
            name={t(`connect.${guide.id}.name`)}
            lead={t(`connect.${guide.id}.lead`)}
            provider={providers.data?.find(({ id }) => id === guide.id)}
            loaded={providers.isSuccess}
          >
            <ol className="mt-4 space-y-3">
              {guide.steps.map((step, index) => (
                <li key={step} className="flex gap-3">
                  <span
                    aria-hidden
                    className="mt-px flex size-5.5 shrink-0 items-center justify-center rounded-full bg-accent-tint text-xs font-semibold text-accent"
                  >
                    {index + 1}
                  </span>
                  <div className="min-w-0 flex-1 text-soft">
                    <Step guide={guide} step={step} />
                  </div>
                </li>
              ))}
            </ol>
          </Card>
        ))}
        {others.map((provider) => (
          <Card
            key={provider.id}
            id={provider.id}
            name={provider.id}
            lead={provider.kind}
            provider={provider}
            loaded
          />
        ))}
      </div>
    </Page>
  );
}

function Step({ guide, step }: { guide: (typeof GUIDES)[number]; step: string }) {
  const { t } = useTranslation();
  const line = (guide.lines as Record<string, string | undefined>)[step];
  const i18nKey = `connect.${guide.id}.${step}` as "connect.groq.key";
  return (
    <>
      <p className="text-pretty">
        <Trans
          t={t}
          i18nKey={i18nKey}
          components={{
            code: <code className="rounded-sm bg-hover px-1 font-mono text-sm text-ink" />,
            site: (
              // biome-ignore lint/a11y/useAnchorContent: the translation brings the text
              <a
                href={guide.site}
                target="_blank"
                rel="noopener noreferrer"
                className="text-accent underline underline-offset-2"
              />
            ),
          }}
        />
      </p>
      {line && (
        <div className="mt-1.5 flex items-start rounded-sm border border-line bg-sunken">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it */}
          <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto px-3 py-1.5 font-mono text-sm text-ink">
            {line}
          </pre>
          <CopyButton text={line} label={t("markdown.copyCode")} />
        </div>
      )}
    </>
  );
}

interface CardProps {
  id: string;
  name: string;
  lead: string;
  provider: Provider | undefined;
  loaded: boolean;
  children?: ReactNode;
}

function Card({ id, name, lead, provider, loaded, children }: CardProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const check = useMutation({
    // A provider without a key is not there to be tested; what counts is whether it has come since.
    mutationFn: async () => {
      const known = await queries.fetchQuery({ ...providersQuery, staleTime: 0 });
      if (!known.some((one) => one.id === id)) return null;
      return testProvider(id);
    },
    onSuccess: (fresh) => {
      if (!fresh) return;
      queries.setQueryData(
        providersQuery.queryKey,
        (list) => list && [...list.filter((item) => item.id !== fresh.id), fresh],
      );
      void queries.invalidateQueries({ queryKey: ["models"] });
    },
  });

  return (
    <section
      aria-labelledby={`provider-${id}`}
      className="rounded-lg border border-line bg-raised p-5 shadow-low md:p-6"
    >
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 id={`provider-${id}`} className="text-lg font-semibold tracking-tight">
            {name}
          </h2>
          <p className="text-soft">{lead}</p>
        </div>
        <Button busy={check.isPending} onClick={() => check.mutate()}>
          {t("connect.check")}
        </Button>
      </div>
      <p aria-live="polite" className="mt-2 min-h-6 text-sm">
        {check.error ? (
          <span className="text-bad">
            <ProblemText problem={asProblem(check.error)} />
          </span>
        ) : (
          loaded && <State provider={provider} checked={check.isSuccess} />
        )}
      </p>
      {children}
    </section>
  );
}

function State({ provider, checked }: { provider: Provider | undefined; checked: boolean }) {
  const { t } = useTranslation();
  const well = provider?.configured && provider.healthy;
  // Mami looks for Ollama without being told to: that it is not there is no fault until someone asks.
  const bad = checked || (provider?.configured && provider.kind !== "ollama");
  const text = !provider?.configured
    ? t(checked ? "connect.notFound" : "connect.notConfigured")
    : provider.healthy
      ? t("connect.well", { count: provider.models })
      : t("connect.down", { reason: provider.error || t("connect.noAnswer") });
  return (
    <span
      className={clsx(
        "inline-flex items-baseline gap-2",
        well ? "text-good" : bad ? "text-bad" : "text-faint",
      )}
    >
      <span
        aria-hidden
        className={clsx("size-2 shrink-0 rounded-full", well ? "bg-good" : "border-2 border-current")}
      />
      <span className="wrap-anywhere">{text}</span>
    </span>
  );
}
