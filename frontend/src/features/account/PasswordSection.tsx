import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { checkSession, meQuery } from "@/api/session";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { describeField, describeProblem } from "@/lib/problems";
import { Section } from "./Page";
import { activityQuery, apiKeysQuery, sessionsQuery } from "./queries";

export function PasswordSection() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: user } = useSuspenseQuery(meQuery);
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");

  const change = useMutation({
    mutationFn: () =>
      unwrap(api.PUT("/api/v1/auth/password", { body: { current_password: current, new_password: fresh } })),
    onSuccess: () => {
      setCurrent("");
      setFresh("");
      for (const { queryKey } of [sessionsQuery, apiKeysQuery, activityQuery]) {
        void queries.invalidateQueries({ queryKey });
      }
      void checkSession(queries);
    },
  });
  const problem = change.error ? asProblem(change.error) : null;
  const wrong = problem?.code === "wrong_password" ? describeProblem(problem, t) : undefined;
  const weak = describeField(problem, "new_password", t);

  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate();
  }

  return (
    <Section title={t("account.password.title")} lead={t("account.password.lead")}>
      <form onSubmit={submit} className="space-y-4">
        {problem && !wrong && !weak && (
          <Callout tone="bad" announce>
            <ProblemText problem={problem} />
          </Callout>
        )}
        {/* Tells password managers whose password it is. */}
        <input type="text" name="username" autoComplete="username" hidden readOnly value={user.username} />
        <Field
          label={t("account.currentPassword")}
          error={wrong}
          name="current_password"
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <Field
          label={t("auth.newPassword")}
          hint={t("auth.passwordHint")}
          error={weak}
          name="new_password"
          type="password"
          autoComplete="new-password"
          required
          value={fresh}
          onChange={(event) => setFresh(event.target.value)}
        />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" look="accent" busy={change.isPending}>
            {t("account.password.change")}
          </Button>
          <span role="status" className="text-sm text-good">
            {change.isSuccess && t("account.password.changed")}
          </span>
        </div>
      </form>
    </Section>
  );
}
