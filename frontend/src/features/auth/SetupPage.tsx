import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem, fieldFault } from "@/api/problem";
import { startSession } from "@/api/session";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { describeField } from "@/lib/problems";
import { useSecretParam } from "@/lib/secretParam";
import { AuthCard } from "./AuthCard";
import { InviteStep } from "./InviteStep";
import { accountBody, BLANK_ACCOUNT, isInAccountFields, NewAccountFields } from "./NewAccountFields";

export default function SetupPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const linked = useSecretParam("token");
  const [token, setToken] = useState(linked);
  const [account, setAccount] = useState(BLANK_ACCOUNT);

  const setUp = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/setup", {
          body: {
            setup_token: token.trim(),
            ...accountBody(account),
          },
        }),
      ),
    onSuccess: ({ user }) => startSession(queries, user),
  });

  const problem = setUp.error ? asProblem(setUp.error) : null;
  const inFields = fieldFault(problem, "setup_token") || isInAccountFields(problem);

  function submit(event: FormEvent) {
    event.preventDefault();
    setUp.mutate();
  }

  if (setUp.isSuccess) return <InviteStep />;
  return (
    <AuthCard title={t("auth.setupTitle")} lead={t("auth.setupLead")}>
      <form onSubmit={submit} className="space-y-5">
        {problem && !inFields && (
          <Callout tone="bad" announce>
            <ProblemText problem={problem} />{" "}
            {problem.code === "already_set_up" && <Link to="/login">{t("auth.signIn")}</Link>}
          </Callout>
        )}
        {(!linked || problem) && (
          <Field
            label={t("auth.setupToken")}
            hint={t("auth.setupTokenHint")}
            error={describeField(problem, "setup_token", t)}
            name="setup_token"
            autoComplete="off"
            spellCheck={false}
            required
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        )}
        <NewAccountFields account={account} onChange={setAccount} problem={problem} />
        <Button type="submit" look="accent" busy={setUp.isPending} className="min-h-11 w-full">
          {t("auth.createOwner")}
        </Button>
      </form>
    </AuthCard>
  );
}
