import type { TFunction } from "i18next";
import type { Problem } from "@/api/types";
import type en from "@/locales/en.json";

type Known = keyof (typeof en)["problem"];

/** What a person reads: our own sentence for the codes that we have one for, else the server's. */
export function describeProblem(problem: Problem, t: TFunction): string {
  const said = problem.detail || problem.title || t("problem.unexpected");
  return t(`problem.${problem.code as Known}`, { defaultValue: said });
}
