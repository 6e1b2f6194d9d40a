import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { Skeleton } from "@/components/ui/Skeleton";
import { providersQuery } from "./api";
import { DryRun } from "./DryRun";
import { Page } from "./Page";
import { ProviderCard } from "./ProviderCard";

/** How those are who answer, and where a message would go. */
export default function ProvidersPage() {
  const { t } = useTranslation();
  const providers = useQuery({ ...providersQuery, refetchInterval: 5_000 });
  return (
    <Page title={t("providers.title")} lead={t("providers.lead")}>
      {providers.error && (
        <Callout tone="bad" announce className="mt-6">
          <ProblemText problem={asProblem(providers.error)} />
        </Callout>
      )}
      {providers.isPending && <Skeleton />}
      <div className="mt-6 space-y-4">
        {providers.data?.map((provider) => (
          <ProviderCard key={provider.id} provider={provider} />
        ))}
      </div>
      {providers.data && <DryRun />}
    </Page>
  );
}
