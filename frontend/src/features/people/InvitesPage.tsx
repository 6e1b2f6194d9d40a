import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Invite } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { allItems, invitesQuery, revokeInvite } from "./api";
import { ConfirmDialog, type Question } from "./ConfirmDialog";
import { InviteDialog } from "./InviteDialog";
import { InviteRow } from "./InviteRow";
import { ListState } from "./ListState";
import { Page } from "./Page";

export default function InvitesPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const list = useInfiniteQuery(invitesQuery);
  const [inviting, setInviting] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const invites = allItems(list.data);

  const askToRevoke = (invite: Invite) =>
    setQuestion({
      title: t("people.invites.revokeTitle"),
      text: t("people.invites.revokeText"),
      confirm: t("people.invites.revoke"),
      danger: true,
      run: async () => {
        await revokeInvite(invite.id);
        await queries.invalidateQueries({ queryKey: ["invites"] });
      },
    });

  const invite = (
    <Button look="accent" onClick={() => setInviting(true)}>
      <UserPlus aria-hidden className="size-4.5" />
      {t("people.invite.open")}
    </Button>
  );

  return (
    <Page name="invites" action={invite}>
      <ul aria-label={t("people.invites.title")} className="mt-2 divide-y divide-line">
        {invites.map((one) => (
          <InviteRow key={one.id} invite={one} onRevoke={() => askToRevoke(one)} />
        ))}
      </ul>
      <ListState list={list} />
      {list.isSuccess && invites.length === 0 && (
        <p className="mx-auto max-w-sm py-10 text-center text-soft text-pretty">{t("people.invites.none")}</p>
      )}
      <InviteDialog open={inviting} onClose={() => setInviting(false)} />
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </Page>
  );
}
