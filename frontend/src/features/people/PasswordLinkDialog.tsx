import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Person } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { fullTime } from "@/lib/dates";
import { makePasswordLink } from "./api";
import { OneTimeLink } from "./OneTimeLink";
import { PeopleProblem } from "./PeopleProblem";

interface PasswordLinkProps {
  open: boolean;
  person: Person;
  onClose: () => void;
}

/** Makes the link with which someone who forgot their password chooses a new one. */
export function PasswordLinkDialog({ open, person, onClose }: PasswordLinkProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      label={t("people.deeds.link.open")}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <PasswordLink person={person} onClose={onClose} />
    </Dialog>
  );
}

function PasswordLink({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const make = useMutation({ mutationFn: () => makePasswordLink(person.id) });
  const name = person.display_name || person.username;

  if (make.data) {
    const until = fullTime(make.data.expires_at, i18n.language);
    return (
      <OneTimeLink
        title={t("people.deeds.link.made", { name })}
        text={t("people.deeds.link.madeText", { name, until })}
        url={make.data.url}
        onDone={onClose}
      />
    );
  }
  return (
    <>
      <h2 className="text-lg font-semibold tracking-tight text-balance wrap-anywhere">
        {t("people.deeds.link.title", { name })}
      </h2>
      <p className="mt-2 text-soft text-pretty wrap-anywhere">{t("people.deeds.link.text", { name })}</p>
      <PeopleProblem error={make.error} className="mt-4" />
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{t("people.cancel")}</Button>
        <Button look="accent" autoFocus busy={make.isPending} onClick={() => make.mutate()}>
          {t("people.deeds.link.confirm")}
        </Button>
      </div>
    </>
  );
}
