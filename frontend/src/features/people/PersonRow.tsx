import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Person } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { useFacts } from "./facts";
import { Initial } from "./Initial";

/** Someone in the list; the whole row opens their details. */
export function PersonRow({ person, onOpen }: { person: Person; onOpen: () => void }) {
  const { t } = useTranslation();
  const facts = useFacts(person);
  return (
    <li>
      <button
        type="button"
        onClick={onOpen}
        aria-haspopup="dialog"
        className="-mx-2 flex w-[calc(100%+1rem)] items-center gap-3 rounded-md px-2 py-3 text-left transition-colors hover:bg-hover"
      >
        <Initial name={person.display_name || person.username} faded={person.disabled} />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="min-w-0 truncate font-medium">{person.display_name || person.username}</span>
            <span className="min-w-0 truncate text-sm text-faint">@{person.username}</span>
            {person.role !== "member" && <Badge tone="accent">{t(`people.roles.${person.role}`)}</Badge>}
            {person.disabled && <Badge tone="bad">{t("people.people.disabled")}</Badge>}
          </span>
          <span className="mt-0.5 block text-sm text-soft">
            {[facts.seen, facts.secondFactor, facts.invited].filter(Boolean).join(" · ")}
          </span>
        </span>
        <ChevronRight aria-hidden className="size-4.5 shrink-0 text-faint" />
      </button>
    </li>
  );
}
