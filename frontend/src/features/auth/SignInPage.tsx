import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { meQuery } from "@/api/session";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { localPath } from "@/lib/paths";
import { AuthCard } from "./AuthCard";

export default function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const { next } = useSearch({ strict: false }) as { next?: string };
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");

  const signIn = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/auth/login", { body: { username: username.trim(), password } })),
    onSuccess: ({ user }) => {
      queries.clear();
      queries.setQueryData(meQuery.queryKey, user);
      router.history.push(localPath(next));
    },
    onError: () => setPassword(""),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    signIn.mutate();
  }

  return (
    <AuthCard title={t("auth.welcomeBack")} lead={t("auth.signInLead")}>
      <form onSubmit={submit} className="space-y-5">
        {signIn.error && (
          <Callout tone="bad" announce>
            <ProblemText problem={asProblem(signIn.error)} />
          </Callout>
        )}
        <Field
          label={t("auth.username")}
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
          label={t("auth.password")}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button type="submit" look="accent" busy={signIn.isPending} className="min-h-11 w-full">
          {t("auth.signIn")}
        </Button>
      </form>
    </AuthCard>
  );
}
