import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/Button";
import type { Row } from "./tree";

/** Goes between the answers, or the versions of a question, that stand beside each other: none of them is lost. */
export function BranchSwitch({ row, onBranch }: { row: Row; onBranch: (id: string) => void }) {
  const { t } = useTranslation();
  const { siblings } = row;
  const at = siblings.indexOf(row.message.id);
  if (siblings.length < 2 || at < 0) return null;
  const earlier = siblings[at - 1];
  const later = siblings[at + 1];
  const mine = row.message.role === "user";
  return (
    <span className="flex shrink-0 items-center text-sm whitespace-nowrap text-faint tabular-nums">
      <IconButton
        label={t(mine ? "thread.earlierVersion" : "chat.earlierAnswer")}
        disabled={!earlier}
        onClick={() => earlier && onBranch(earlier)}
      >
        <ChevronLeft />
      </IconButton>
      {t("chat.answerOf", { at: at + 1, count: siblings.length })}
      <IconButton
        label={t(mine ? "thread.laterVersion" : "chat.laterAnswer")}
        disabled={!later}
        onClick={() => later && onBranch(later)}
      >
        <ChevronRight />
      </IconButton>
    </span>
  );
}
