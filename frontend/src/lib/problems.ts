import type { TFunction } from "i18next";
import type { Problem } from "@/api/types";
import type en from "@/locales/en.json";

type Known = keyof (typeof en)["problem"];

const KNOWN: readonly Known[] = [
  "offline",
  "invalid_credentials",
  "invalid_setup_token",
  "already_set_up",
  "rate_limited",
  "turn_running",
  "cross_origin",
  "not_found",
  "forbidden",
  "unauthorized",
  "unavailable",
  "interrupted",
  "model_unavailable",
];

/** What a person reads: our own sentence for codes that we know, else the server's. */
export function describeProblem(problem: Problem, t: TFunction): string {
  const known = KNOWN.find((code) => code === problem.code);
  if (known) return t(`problem.${known}`);
  return problem.detail || problem.title || t("problem.unexpected");
}
