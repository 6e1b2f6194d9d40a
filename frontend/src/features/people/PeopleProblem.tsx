import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";

const OWN_WORDS = ["last_owner", "use_account_page", "not_allowed", "not_found"] as const;

/** What was refused, and how to mend it: about people, some refusals mean something of their own. */
export function PeopleProblem({ error, className }: { error: Error | null; className?: string }) {
  const { t } = useTranslation();
  if (!error) return null;
  const problem = asProblem(error);
  const own = OWN_WORDS.find((code) => code === problem.code);
  return (
    <Callout tone="bad" announce {...(className && { className })}>
      {own ? t(`people.problem.${own}`) : <ProblemText problem={problem} />}
    </Callout>
  );
}
