import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { meQuery, startSession } from "@/api/session";
import type { InvitePreview } from "@/api/types";
import { Button, Spinner } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { useSecretParam } from "@/lib/secretParam";
import { AuthCard } from "./AuthCard";
import { inviteCode } from "./inviteCode";
import { accountBody, BLANK_ACCOUNT, isInAccountFields, NewAccountFields } from "./NewAccountFields";

export default function RegisterPage() {
  const { t } = useTranslation();
  const linked = useSecretParam("code");
  const [code, setCode] = useState(linked);
  const invite = useQuery({
    queryKey: ["invite", code],
    queryFn: () => unwrap(api.POST("/api/v1/auth/invites/preview", { body: { invite_code: code } })),
    enabled: code !== "",
    gcTime: 0,
    // What was good a moment ago shows itself when it is used.
    staleTime: Number.POSITIVE_INFINITY,
  });

  if (code === "") return <CodeForm onCode={setCode} />;
  if (invite.error) {
    const problem = asProblem(invite.error);
    return (
      <AuthCard title={t("auth.inviteTitle")} lead={t("auth.inviteLead")}>
        <Callout tone="bad" announce>
          <ProblemText problem={problem} />
        </Callout>
        <Button
          className="mt-6 w-full"
          onClick={() => (problem.code === "invite_invalid" ? setCode("") : void invite.refetch())}
        >
          {t(problem.code === "invite_invalid" ? "auth.otherInvite" : "tryAgain")}
        </Button>
      </AuthCard>
    );
  }
  if (!invite.data) {
    return (
      <AuthCard title={t("auth.inviteTitle")} lead={t("auth.inviteChecking")}>
        <Spinner />
      </AuthCard>
    );
  }
  return <JoinForm code={code} invite={invite.data} onOtherCode={() => setCode("")} />;
}

function CodeForm({ onCode }: { onCode: (code: string) => void }) {
  const { t } = useTranslation();
  const [pasted, setPasted] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    onCode(inviteCode(pasted));
  }

  return (
    <AuthCard title={t("auth.inviteTitle")} lead={t("auth.inviteLead")}>
      <form onSubmit={submit} className="space-y-5">
        <Field
          label={t("auth.inviteCode")}
          hint={t("auth.inviteCodeHint")}
          name="invite_code"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
        />
        <Button type="submit" look="accent" disabled={!pasted.trim()} className="min-h-11 w-full">
          {t("auth.continue")}
        </Button>
      </form>
      <HaveAccount />
    </AuthCard>
  );
}

interface JoinFormProps {
  code: string;
  invite: InvitePreview;
  onOtherCode: () => void;
}

function JoinForm({ code, invite, onOtherCode }: JoinFormProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const me = queries.getQueryData(meQuery.queryKey);
  const [account, setAccount] = useState(BLANK_ACCOUNT);

  const join = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/auth/register", {
          body: {
            invite_code: code,
            ...accountBody(account),
          },
        }),
      ),
    onSuccess: ({ user }) => {
      startSession(queries, user);
      void router.navigate({ to: "/", replace: true });
    },
  });

  // No invite makes an owner.
  const role = invite.role === "admin" ? "admin" : "member";
  const problem = join.error ? asProblem(join.error) : null;
  const inFields = isInAccountFields(problem);

  function submit(event: FormEvent) {
    event.preventDefault();
    join.mutate();
  }

  return (
    <AuthCard
      title={t("auth.joinTitle")}
      lead={
        invite.invited_by
          ? t(`auth.invitedBy.${role}`, { name: invite.invited_by })
          : t(`auth.invited.${role}`)
      }
    >
      <form onSubmit={submit} className="space-y-5">
        {problem && !inFields && (
          <Callout
            tone="bad"
            announce
            action={
              problem.code === "invite_invalid" && (
                <Button onClick={onOtherCode}>{t("auth.otherInvite")}</Button>
              )
            }
          >
            <ProblemText problem={problem} />
          </Callout>
        )}
        {me && (
          <Callout className="border border-line">
            {t("auth.joinSignedIn", { name: me.display_name || me.username })}
          </Callout>
        )}
        <NewAccountFields
          account={account}
          onChange={setAccount}
          problem={problem}
          usernameHint={t("auth.usernameHint")}
        />
        <Button type="submit" look="accent" busy={join.isPending} className="min-h-11 w-full">
          {t("auth.join")}
        </Button>
      </form>
      {!me && <HaveAccount />}
    </AuthCard>
  );
}

function HaveAccount() {
  const { t } = useTranslation();
  return (
    <p className="mt-8 text-sm">
      <Link to="/login" className="text-accent underline underline-offset-2">
        {t("auth.haveAccount")}
      </Link>
    </p>
  );
}
