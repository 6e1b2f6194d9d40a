import { Bookmark, MessageSquareText, Paintbrush } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { isUnavailable, readIntent, readRule, worthSaying } from "./meaning";
import { useThread } from "./threadContext";

const ICONS = { text: MessageSquareText, image: Paintbrush, memory: Bookmark };

/** What the message was understood as, and why, where that is anything but plain; with the way back to text. */
export function IntentChip({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { running, actions } = useThread();
  if (!worthSaying(message)) return null;
  const intent = readIntent(message);
  const rule = readRule(message);
  const Icon = ICONS[intent];
  return (
    <p className="mb-3 flex w-fit max-w-full flex-wrap items-center gap-x-2 gap-y-0.5 rounded-md bg-sunken px-3 py-1.5 text-sm text-soft">
      <Icon aria-hidden className="size-4 shrink-0 text-accent" />
      <span className="min-w-0">
        {t(`thread.intent.${intent}`)}
        {rule && <span className="text-faint">, {t(`thread.why.${rule}`)}</span>}
      </span>
      {intent !== "text" && !isUnavailable(message.error?.code) && (
        <button
          type="button"
          disabled={running}
          onClick={() => actions.onRetry(message.id, { intent: "text" })}
          className="min-h-7 rounded-sm px-1 font-medium text-accent underline underline-offset-2 disabled:opacity-60 pointer-coarse:min-h-10"
        >
          {t("thread.inText")}
        </button>
      )}
    </p>
  );
}
