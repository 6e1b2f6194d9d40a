import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { meQuery } from "@/api/session";
import type { NewInvite } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Field } from "@/components/ui/Field";
import { Select } from "@/components/ui/Select";
import { fullTime } from "@/lib/dates";
import { describeField } from "@/lib/problems";
import { makeInvite } from "./api";
import { OneTimeLink } from "./OneTimeLink";
import { PeopleProblem } from "./PeopleProblem";
import { rolesToInvite } from "./rights";

const DAYS = ["1", "7", "30", "never"] as const;

/** Makes an invite and shows its link, once. */
export function InviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      label={t("people.invite.open")}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(30rem,calc(100vw-2rem))] animate-pop overflow-y-auto rounded-lg p-6"
    >
      <Steps onClose={onClose} />
    </Dialog>
  );
}

function Steps({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [made, setMade] = useState<NewInvite | null>(null);
  if (!made) return <InviteForm onMade={setMade} onClose={onClose} />;
  const uses = t("people.invite.madeUses", { count: made.max_uses });
  const until = made.expires_at
    ? t("people.invite.madeUntil", { until: fullTime(made.expires_at, i18n.language) })
    : t("people.invite.madeForever");
  return (
    <OneTimeLink title={t("people.invite.made")} text={`${uses} ${until}`} url={made.url} onDone={onClose} />
  );
}

function InviteForm({ onMade, onClose }: { onMade: (invite: NewInvite) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: me } = useSuspenseQuery(meQuery);
  const roles = rolesToInvite(me);
  const [role, setRole] = useState(roles[0]);
  const [uses, setUses] = useState("1");
  const [days, setDays] = useState<(typeof DAYS)[number]>("7");
  const [note, setNote] = useState("");

  const make = useMutation({
    mutationFn: () =>
      makeInvite({
        ...(role && { role }),
        max_uses: Number(uses),
        expires_at: days === "never" ? null : inDays(Number(days)),
        ...(note.trim() && { note: note.trim() }),
      }),
    onSuccess: (invite) => {
      void queries.invalidateQueries({ queryKey: ["invites"] });
      onMade(invite);
    },
  });
  const problem = make.error ? asProblem(make.error) : null;
  const usesError = describeField(problem, "max_uses", t);
  const noteError = describeField(problem, "note", t);

  function submit(event: FormEvent) {
    event.preventDefault();
    make.mutate();
  }

  return (
    <form onSubmit={submit} className="space-y-4">
      <div>
        <h2 className="text-lg font-semibold tracking-tight">{t("people.invite.open")}</h2>
        <p className="mt-1 text-soft text-pretty">{t("people.invite.lead")}</p>
      </div>
      {roles.length > 1 && (
        <Select
          label={t("people.invite.role")}
          hint={role && t(`people.roleHints.${role}`)}
          value={role}
          onChange={(event) => setRole(roles.find((one) => one === event.target.value))}
        >
          {roles.map((one) => (
            <option key={one} value={one}>
              {t(`people.roles.${one}`)}
            </option>
          ))}
        </Select>
      )}
      <div className="grid gap-4 min-[24rem]:grid-cols-2">
        <Field
          label={t("people.invite.uses")}
          error={usesError}
          type="number"
          inputMode="numeric"
          min={1}
          max={1000}
          step={1}
          required
          value={uses}
          onChange={(event) => setUses(event.target.value)}
        />
        <Select
          label={t("people.invite.expiry")}
          value={days}
          onChange={(event) => setDays(DAYS.find((one) => one === event.target.value) ?? days)}
        >
          {DAYS.map((one) => (
            <option key={one} value={one}>
              {one === "never" ? t("people.invite.never") : t("people.invite.days", { count: Number(one) })}
            </option>
          ))}
        </Select>
      </div>
      <Field
        label={t("people.invite.note")}
        hint={t("people.invite.noteHint")}
        error={noteError}
        maxLength={200}
        autoComplete="off"
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {!usesError && !noteError && <PeopleProblem error={make.error} />}
      <div className="flex flex-wrap justify-end gap-2 pt-2">
        <Button onClick={onClose}>{t("people.cancel")}</Button>
        <Button type="submit" look="accent" busy={make.isPending}>
          {t("people.invite.make")}
        </Button>
      </div>
    </form>
  );
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
