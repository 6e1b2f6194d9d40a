import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";

/** What stands in the place of data that is on its way, or that did not come. */
export function NotLoaded({ error, retry }: { error: Error | null; retry: () => void }) {
  const { t } = useTranslation();
  if (error) {
    return (
      <Callout tone="bad" announce action={<Button onClick={retry}>{t("tryAgain")}</Button>}>
        <ProblemText problem={asProblem(error)} />
      </Callout>
    );
  }
  return (
    <div aria-busy className="space-y-2">
      <span className="sr-only">{t("status.loading")}</span>
      <div className="h-4 w-2/3 animate-pulse rounded-sm bg-hover" />
      <div className="h-4 w-1/2 animate-pulse rounded-sm bg-hover" />
    </div>
  );
}
