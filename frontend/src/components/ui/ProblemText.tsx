import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/types";
import { describeProblem } from "@/lib/problems";

/** What went wrong, in words; where the server is at fault, with the id that its log knows it by. */
export function ProblemText({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  return (
    <>
      {describeProblem(problem, t)}
      {problem.status >= 500 && problem.request_id && (
        <small className="mt-1 block text-xs wrap-anywhere">
          {t("requestId")} <code className="select-all">{problem.request_id}</code>
        </small>
      )}
    </>
  );
}
