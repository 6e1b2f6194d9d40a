import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bookmark, BookmarkMinus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addAgain, deleteMemory, refreshMemories } from "@/api/memory";
import { ApiError, asProblem } from "@/api/problem";
import type { Message } from "@/api/types";
import { ProblemText } from "@/components/ui/ProblemText";
import { deedOf } from "./deeds";
import { QuietButton } from "./QuietButton";

/** What an answer did with what is remembered, and the way back. */
export function MemoryDone({ message }: { message: Message }) {
  const { t } = useTranslation();
  const deed = deedOf(message);
  if (!deed || deed.action === "listed" || deed.items.length === 0) return null;
  const { action } = deed;
  return (
    <ul aria-label={t("recall.done.label")} className="mt-3 space-y-1">
      {deed.items.map((item) => (
        <Done key={item.id} action={action} item={item} />
      ))}
    </ul>
  );
}

interface DoneProps {
  action: "remembered" | "updated" | "forgot";
  item: { id: string; text: string };
}

function Done({ action, item }: DoneProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [undone, setUndone] = useState(false);
  const undo = useMutation({
    mutationFn: async () => {
      if (action === "forgot") await addAgain({ text: item.text });
      else await deleteMemory(item.id);
    },
    onSuccess: () => {
      setUndone(true);
      return refreshMemories(queries);
    },
  });
  const gone = undo.error instanceof ApiError && undo.error.status === 404;
  const canUndo = action === "remembered" || (action === "forgot" && item.text !== "");
  const Icon = action === "forgot" ? BookmarkMinus : Bookmark;
  const words = item.text ? t(`recall.done.${action}`, { text: item.text }) : t(`recall.done.${action}Plain`);

  return (
    <li className="flex w-fit max-w-full items-start gap-2 rounded-md bg-sunken px-3 py-1.5 text-sm text-soft">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
      <p className="min-w-0 wrap-anywhere">
        <span dir="auto" className={undone || gone ? "line-through" : ""}>
          {words}
        </span>{" "}
        <span role="status">
          {undone && t(action === "forgot" ? "recall.done.back" : "recall.done.undone")}
          {gone && t("recall.done.gone")}
          {undo.error && !gone && <ProblemText problem={asProblem(undo.error)} />}
        </span>{" "}
        {canUndo && !undone && !gone && (
          <QuietButton busy={undo.isPending} onClick={() => undo.mutate()}>
            {t("recall.undo")}
          </QuietButton>
        )}
        {!canUndo && action !== "forgot" && (
          <Link to="/memory" className="font-medium text-accent underline underline-offset-2">
            {t("recall.all")}
          </Link>
        )}
      </p>
    </li>
  );
}
