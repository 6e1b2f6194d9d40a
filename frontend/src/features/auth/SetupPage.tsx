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
import { describeField, describeProblem } from "@/lib/problems";
import { useSecretParam } from "@/lib/secretParam";
import { AuthCard } from "./AuthCard";
import { InviteStep } from "./InviteStep";

export default function SetupPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const linked = useSecretParam("token");
  const [token, setToken] = useState(linked);
  const [username, setUsername] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [password, setPassword] = useState("");

  const setUp = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/setup", {
          body: {
            setup_token: token.trim(),
            username: username.trim(),
            password,
            ...(displayName.trim() && { display_name: displayName.trim() }),
          },
        }),
      ),
    onSuccess: ({ user }) => startSession(queries, user),
  });

  const problem = setUp.error ? asProblem(setUp.error) : null;
  const inFields = ["setup_token", "username", "display_name", "password"].some((f) =>
    fieldFault(problem, f),
  );

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
        <Field
          label={t("auth.username")}
          error={
            problem?.code === "username_taken"
              ? describeProblem(problem, t)
              : describeField(problem, "username", t)
          }
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        />
        <Field
          label={t("auth.displayName")}
          hint={t("auth.displayNameHint")}
          error={describeField(problem, "display_name", t)}
          name="display_name"
          autoComplete="name"
          value={displayName}
          onChange={(event) => setDisplayName(event.target.value)}
        />
        <Field
          label={t("auth.password")}
          hint={t("auth.passwordHint")}
          error={describeField(problem, "password", t)}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button type="submit" look="accent" busy={setUp.isPending} className="min-h-11 w-full">
          {t("auth.createOwner")}
        </Button>
      </form>
    </AuthCard>
  );
}
