import type { TFunction } from "i18next";
import type { MemoryDocument } from "@/api/types";
import type texts from "@/locales/documents/en.json";

type Known = keyof (typeof texts)["documents"]["faults"];

/** Why a document could not be read, in the reader's words; the server's own for a reason that is new to us. */
export function faultText({ error }: MemoryDocument, t: TFunction): string {
  if (!error) return t("documents.faults.unknown");
  return t(`documents.faults.${error.code as Known}`, { defaultValue: "" }) || error.message;
}
