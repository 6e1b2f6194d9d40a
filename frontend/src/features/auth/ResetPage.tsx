import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { leaveNote } from "@/api/session";
import { Button, Spinner } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { describeField } from "@/lib/problems";
import { useSecretParam } from "@/lib/secretParam";
import { AuthCard } from "./AuthCard";

/** A new password by the link that an owner or admin has made. */
export default function ResetPage() {
  const { t } = useTranslation();
  const token = useSecretParam("token");
  const router = useRouter();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");

  // Without a token the answer is the same as with a bad one, so it is asked for all the same.
  const account = useQuery({
    queryKey: ["password-reset", token],
    queryFn: () => unwrap(api.POST("/api/v1/auth/password-reset/preview", { body: { token } })),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const reset = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/auth/password-reset", { body: { token, new_password: password } })),
    onSuccess: ({ username }) => {
      // Every session of the account is over, so what this page may have read for one goes too.
      queries.clear();
      leaveNote(queries, { kind: "password_set", username });
      void router.navigate({ to: "/login", replace: true });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    reset.mutate();
  }

  const refusal = reset.error ?? account.error;
  const problem = refusal ? asProblem(refusal) : null;
  const inField = describeField(problem, "new_password", t);
  const name = account.data && (account.data.display_name || account.data.username);

  return (
    <AuthCard
      title={t("auth.resetTitle")}
      lead={name ? t("auth.resetLead", { name }) : t("auth.resetLeadUnknown")}
    >
      {problem && !inField && (
        <Callout tone="bad" announce className="mb-5">
          <ProblemText problem={problem} />
        </Callout>
      )}
      {account.isPending && <Spinner />}
      {account.error && problem?.code !== "reset_invalid" && (
        <Button onClick={() => void account.refetch()}>{t("tryAgain")}</Button>
      )}
      {account.data && problem?.code !== "reset_invalid" ? (
        <form onSubmit={submit} className="space-y-5">
          <Field
            label={t("auth.username")}
            name="username"
            autoComplete="username"
            readOnly
            value={account.data.username}
          />
          <Field
            label={t("auth.newPassword")}
            hint={t("auth.passwordHint")}
            error={inField}
            name="new_password"
            type="password"
            autoComplete="new-password"
            autoFocus
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <p className="text-sm text-soft text-pretty">{t("auth.resetEnds")}</p>
          <Button type="submit" look="accent" busy={reset.isPending} className="min-h-11 w-full">
            {t("auth.setPassword")}
          </Button>
        </form>
      ) : (
        <p className="mt-6 text-sm">
          <Link to="/login" className="text-accent underline underline-offset-2">
            {t("auth.toSignIn")}
          </Link>
        </p>
      )}
    </AuthCard>
  );
}
