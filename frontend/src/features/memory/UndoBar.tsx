import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { ProblemText } from "@/components/ui/ProblemText";

/** How long the way back is offered. */
const STAYS_MS = 12_000;

interface UndoBarProps {
  text: string;
  undo: () => Promise<unknown>;
  onGone: () => void;
}

/** Says what has just been forgotten, and offers the way back for a while. */
export function UndoBar({ text, undo, onGone }: UndoBarProps) {
  const { t } = useTranslation();
  const back = useMutation({ mutationFn: undo, onSuccess: onGone });
  const { isPending, isError } = back;

  useEffect(() => {
    if (isPending || isError) return;
    const timer = setTimeout(onGone, STAYS_MS);
    return () => clearTimeout(timer);
  }, [isPending, isError, onGone]);

  return (
    <div
      role="status"
      className="sticky bottom-3 z-10 mx-auto mt-6 flex max-w-lg animate-rise items-center gap-3 rounded-md bg-ink py-2 pr-2 pl-4 text-sm text-canvas shadow-high"
    >
      <p className="min-w-0 flex-1">
        {back.error ? (
          <ProblemText problem={asProblem(back.error)} />
        ) : (
          <span className="line-clamp-2 wrap-anywhere">{t("memory.forgotten", { text })}</span>
        )}
      </p>
      <Button look="outline" className="min-h-9! shrink-0" busy={isPending} onClick={() => back.mutate()}>
        {t("memory.undo")}
      </Button>
    </div>
  );
}
