import { useTranslation } from "react-i18next";
import type { Person } from "@/api/types";
import { timeAgo } from "@/lib/dates";

/** What is worth knowing about someone at a glance, in words. */
export function useFacts(person: Person) {
  const { t, i18n } = useTranslation();
  return {
    seen: person.last_seen_at
      ? t("people.people.seen", { when: timeAgo(person.last_seen_at, i18n.language, new Date()) })
      : t("people.people.neverSeen"),
    secondFactor: t(person.second_factor ? "people.people.factorOn" : "people.people.factorOff"),
    invited: person.invited_by && t("people.people.invitedBy", { name: person.invited_by.display_name }),
  };
}
