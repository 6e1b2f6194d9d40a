import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Invite } from "@/api/types";
import { Badge } from "@/components/ui/Badge";
import { Button } from "@/components/ui/Button";
import { fullTime } from "@/lib/dates";

const TONES = { open: "good", used_up: "plain", expired: "plain", revoked: "bad" } as const;

/** An invite: what it is for, how it stands, who came by it. Its code is known to nobody any more. */
export function InviteRow({ invite, onRevoke }: { invite: Invite; onRevoke: () => void }) {
  const { t, i18n } = useTranslation();
  const time = (moment: string) => fullTime(moment, i18n.language);
  const open = invite.status === "open";
  const made = { when: time(invite.created_at), name: invite.created_by?.display_name };

  return (
    <li className="py-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className={clsx("font-medium wrap-anywhere", !invite.note && "text-soft")}>
            {invite.note || t("people.invites.unnamed")}
          </h2>
          <p className="mt-1 flex flex-wrap gap-1.5">
            <Badge tone={TONES[invite.status]}>{t(`people.invites.status.${invite.status}`)}</Badge>
            <Badge tone={invite.role === "member" ? "plain" : "accent"}>
              {t(`people.roles.${invite.role}`)}
            </Badge>
          </p>
        </div>
        {open && (
          <Button onClick={onRevoke} aria-label={t("people.invites.revokeOne", made)}>
            {t("people.invites.revoke")}
          </Button>
        )}
      </div>
      <p className="mt-2 text-sm text-soft">
        {[
          t("people.invites.uses", { uses: invite.uses, count: invite.max_uses }),
          howItEnds(invite, t, time),
          t(made.name ? "people.invites.by" : "people.invites.made", made),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {invite.used_by.length > 0 && (
        <ul aria-label={t("people.invites.usedBy")} className="mt-2 space-y-1 text-sm">
          {invite.used_by.map((person) => (
            <li key={person.id} className="flex flex-wrap gap-x-2">
              <Link
                to="/people"
                search={{ person: person.id }}
                className="min-w-0 truncate text-accent underline underline-offset-2"
              >
                {person.display_name}
              </Link>
              <span className="text-faint">{time(person.at)}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Until when it is good, or since when it is not; one that is used up has no end to speak of. */
function howItEnds(invite: Invite, t: TFunction, time: (moment: string) => string): string | null {
  if (invite.revoked_at) return t("people.invites.revokedAt", { when: time(invite.revoked_at) });
  if (invite.status === "used_up") return null;
  if (!invite.expires_at) return t("people.invites.forever");
  const over = invite.status === "expired";
  return t(over ? "people.invites.expiredAt" : "people.invites.until", { when: time(invite.expires_at) });
}
