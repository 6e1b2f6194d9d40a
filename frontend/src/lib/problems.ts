import type { TFunction } from "i18next";
import { fieldFault } from "@/api/problem";
import type { FieldProblem, Problem } from "@/api/types";
import type en from "@/locales/en.json";

type Known = keyof (typeof en)["problem"];
type KnownFault = keyof (typeof en)["fault"];

/** What a person reads: our own sentence for the codes that we have one for, else the server's. */
export function describeProblem(problem: Problem, t: TFunction): string {
  const faults = problem.errors?.map((fault) => describeFault(fault, t)).join(" ");
  const said = faults || problem.detail || problem.title || t("problem.unexpected");
  return t(`problem.${problem.code as Known}`, { defaultValue: "" }) || said;
}

/** What a person reads at a field, if there is anything wrong with it. */
export function describeField(problem: Problem | null, field: string, t: TFunction): string | undefined {
  const fault = fieldFault(problem, field);
  return fault && describeFault(fault, t);
}

/** The server's own words are parts of a sentence, in English. */
function describeFault({ code, message }: FieldProblem, t: TFunction): string {
  const own = code && t(`fault.${code as KnownFault}`, { defaultValue: "" });
  if (own) return own;
  const end = /[.!?…]$/.test(message) ? "" : ".";
  return message.charAt(0).toUpperCase() + message.slice(1) + end;
}
