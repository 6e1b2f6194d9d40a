import { useQueryClient } from "@tanstack/react-query";
import { Ban, KeyRound, LogOut, ShieldOff, Trash2, UserCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { changePerson, deletePerson, dropPerson, endSessions, refreshPeople, resetSecondFactor } from "./api";
import { ConfirmDialog, type Question } from "./ConfirmDialog";
import { PasswordLinkDialog } from "./PasswordLinkDialog";

/** What can be done to someone else's account, each with a question first. */
export function PersonActions({ person, onGone }: { person: Person; onGone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [question, setQuestion] = useState<Question | null>(null);
  const [linking, setLinking] = useState(false);
  const [done, setDone] = useState("");
  const name = person.display_name || person.username;

  function ask(deed: Deed, run: () => Promise<unknown>, typed?: string) {
    setDone("");
    setQuestion({
      title: t(`people.deeds.${deed}.title`, { name }),
      text: t(`people.deeds.${deed}.text`, { name }),
      confirm: t(`people.deeds.${deed}.confirm`),
      danger: deed !== "enable",
      ...(typed && { typed }),
      run: async () => {
        await run();
        setDone(t(`people.deeds.${deed}.done`, { name }));
      },
    });
  }

  const after = async (deed: Promise<unknown>) => {
    await deed;
    await refreshPeople(queries, person);
  };
  const disable = async (disabled: boolean) =>
    refreshPeople(queries, await changePerson(person.id, { disabled }));
  const remove = async () => {
    await deletePerson(person.id);
    onGone();
    dropPerson(queries, person.id);
  };

  return (
    <section aria-label={t("people.panel.actions")} className="mt-6 space-y-2 border-t border-line pt-5 pb-4">
      <Action
        icon={<KeyRound aria-hidden />}
        label={t("people.deeds.link.open")}
        onPress={() => setLinking(true)}
      />
      {person.second_factor && (
        <Action
          icon={<ShieldOff aria-hidden />}
          label={t("people.deeds.factor.open")}
          onPress={() => ask("factor", () => after(resetSecondFactor(person.id)))}
        />
      )}
      <Action
        icon={<LogOut aria-hidden />}
        label={t("people.deeds.sessions.open")}
        onPress={() => ask("sessions", () => after(endSessions(person.id)))}
      />
      {person.disabled ? (
        <Action
          icon={<UserCheck aria-hidden />}
          label={t("people.deeds.enable.open")}
          onPress={() => ask("enable", () => disable(false))}
        />
      ) : (
        <Action
          icon={<Ban aria-hidden />}
          label={t("people.deeds.disable.open")}
          onPress={() => ask("disable", () => disable(true))}
        />
      )}
      <Action
        icon={<Trash2 aria-hidden />}
        label={t("people.deeds.delete.open")}
        onPress={() => ask("delete", remove, person.username)}
        grave
      />
      <p role="status" className="min-h-5 pt-1 text-sm text-good">
        {done}
      </p>
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
      <PasswordLinkDialog open={linking} person={person} onClose={() => setLinking(false)} />
    </section>
  );
}

type Deed = "factor" | "sessions" | "enable" | "disable" | "delete";

interface ActionProps {
  icon: ReactNode;
  label: string;
  onPress: () => void;
  grave?: boolean;
}

function Action({ icon, label, onPress, grave = false }: ActionProps) {
  return (
    <Button
      className={`w-full justify-start [&_svg]:size-4.5 ${grave ? "text-bad!" : "[&_svg]:text-faint"}`}
      onClick={onPress}
    >
      {icon}
      {label}
    </Button>
  );
}
