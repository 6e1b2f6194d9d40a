import { Quote } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/Button";
import { selectedWithin } from "./quote";
import { useThread } from "./threadContext";

/** Takes what is selected in the message, or all of it, into the next message. */
export function QuoteButton({ content }: { content: string }) {
  const { t } = useTranslation();
  const { actions } = useThread();
  return (
    <IconButton
      label={t("thread.quote")}
      // The press shall not take the selection away.
      onPointerDown={(event) => event.preventDefault()}
      onClick={(event) => actions.onQuote(selectedWithin(event.currentTarget.closest("article")) || content)}
    >
      <Quote />
    </IconButton>
  );
}
