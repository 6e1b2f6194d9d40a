import { BookOpen, Brain, MessagesSquare } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { useTranslation } from "react-i18next";
import type { RecalledItem } from "@/api/types";
import { reasonsText } from "@/lib/recall";
import { SourceLink } from "./SourceLink";

const ICONS = { memory: Brain, turn: MessagesSquare, document: BookOpen };

interface RecalledNoteProps {
  item: RecalledItem;
  /** What it says now, where that has changed since. */
  text?: string;
  /** What can be done about it. */
  children?: ReactNode;
  /** It is the one that was asked for. */
  marked?: boolean;
  ref?: Ref<HTMLLIElement>;
}

/** Something recalled: what it says, why it was found, where it comes from. */
export function RecalledNote({ item, text = item.text, children, marked = false, ref }: RecalledNoteProps) {
  const { t, i18n } = useTranslation();
  const Icon = ICONS[item.kind];
  const why = reasonsText(item, t, i18n.language);
  return (
    <li
      ref={ref}
      tabIndex={-1}
      className={`flex gap-2.5 rounded-sm px-2 py-2.5 outline-none ${marked ? "bg-accent-tint" : ""}`}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
      <div className="min-w-0 flex-1 text-sm">
        <p dir="auto" className="line-clamp-6 whitespace-pre-line wrap-anywhere">
          <span className="sr-only">{t(`recall.kinds.${item.kind}`)}: </span>
          {text || <em className="text-faint">{t("recall.gone")}</em>}
        </p>
        <p className="mt-0.5 text-soft text-pretty">
          {why && <span>{why}. </span>}
          <SourceLink source={item.source} />
        </p>
        {children}
      </div>
    </li>
  );
}
