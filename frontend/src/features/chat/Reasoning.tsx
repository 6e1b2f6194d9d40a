import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { duration, lastLine } from "./thoughts";

/** What the model thought on the way, folded: the answer is what was asked for. */
export function Reasoning({ message }: { message: Message }) {
  const { t, i18n } = useTranslation();
  const { reasoning, reasoning_ms: ms } = message;
  if (!reasoning) return null;
  const thinking = message.status === "streaming" && !message.content;
  const done =
    ms == null
      ? t("chat.reasoning")
      : ms < 1000
        ? t("thread.thoughtBriefly")
        : t("thread.thought", { time: duration(ms, i18n.language) });
  return (
    <details className="group/reasoning mb-3">
      <summary className="inline-flex min-h-8 max-w-full list-none items-center gap-1.5 rounded-sm text-sm text-faint hover:text-ink pointer-coarse:min-h-10">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 transition-transform group-open/reasoning:rotate-90"
        />
        <span className={clsx("shrink-0", thinking && "animate-pulse")}>
          {thinking ? t("chat.thinking") : done}
        </span>
        {thinking && (
          <span aria-hidden className="min-w-0 truncate group-open/reasoning:hidden">
            {lastLine(reasoning)}
          </span>
        )}
      </summary>
      <p className="mt-1.5 ml-1.75 border-l-2 border-line pl-4 text-sm leading-relaxed wrap-anywhere whitespace-pre-wrap text-soft">
        {reasoning}
      </p>
    </details>
  );
}
