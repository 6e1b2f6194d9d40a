import type { TFunction } from "i18next";
import type { RecalledItem, RecallReason } from "@/api/types";

/** Why something was recalled, in the reader's words; a reason that a newer server may have is passed over. */
export function reasonText(reason: RecallReason, t: TFunction, locale: string): string {
  switch (reason.by) {
    case "words": {
      const words = reason.words.map((word) => t("recall.quoted", { word }));
      return words.length === 0
        ? t("recall.why.someWords")
        : t("recall.why.words", { words: new Intl.ListFormat(locale, { type: "unit" }).format(words) });
    }
    case "meaning": {
      const share = Math.max(0, Math.min(1, reason.similarity));
      const percent = new Intl.NumberFormat(locale, { style: "percent" }).format(share);
      return t("recall.why.meaning", { percent });
    }
    case "pinned":
    case "neighbour":
    case "together":
    case "time":
    case "fact":
      return t(`recall.why.${reason.by}`);
    default:
      return "";
  }
}

/** All reasons, as one line. */
export function reasonsText(item: RecalledItem, t: TFunction, locale: string): string {
  return item.why
    .map((reason) => reasonText(reason, t, locale))
    .filter(Boolean)
    .join(" · ");
}
