import { memo } from "react";
import { useTranslation } from "react-i18next";
import { BranchSwitch } from "./BranchSwitch";
import type { ThreadActions } from "./Thread";
import type { Row } from "./tree";

export const UserMessage = memo(function UserMessage({ row, actions }: { row: Row; actions: ThreadActions }) {
  const { t } = useTranslation();
  return (
    <article className="flex flex-col items-end">
      <h2 className="sr-only">{t("chat.you")}</h2>
      <p className="max-w-[85%] rounded-lg rounded-br-sm bg-accent-tint px-4 py-2.5 text-[1rem] leading-relaxed wrap-anywhere whitespace-pre-wrap">
        {row.message.content}
      </p>
      <BranchSwitch row={row} onBranch={actions.onBranch} />
    </article>
  );
});
