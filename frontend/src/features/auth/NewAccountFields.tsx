import { useTranslation } from "react-i18next";
import { fieldFault } from "@/api/problem";
import type { Problem } from "@/api/types";
import { Field } from "@/components/ui/Field";
import { describeField, describeProblem } from "@/lib/problems";

/** An account as it is typed in. */
export interface NewAccount {
  username: string;
  displayName: string;
  password: string;
}

export const BLANK_ACCOUNT: NewAccount = { username: "", displayName: "", password: "" };

/** The account as the API takes it. */
export function accountBody({ username, displayName, password }: NewAccount) {
  const name = displayName.trim();
  return { username: username.trim(), password, ...(name && { display_name: name }) };
}

/** Whether one of the fields says what went wrong. */
export function isInAccountFields(problem: Problem | null): boolean {
  return (
    problem?.code === "username_taken" ||
    ["username", "display_name", "password"].some((field) => fieldFault(problem, field))
  );
}

interface NewAccountFieldsProps {
  account: NewAccount;
  onChange: (account: NewAccount) => void;
  problem: Problem | null;
  usernameHint?: string;
}

/** The fields of a new account. */
export function NewAccountFields({ account, onChange, problem, usernameHint }: NewAccountFieldsProps) {
  const { t } = useTranslation();
  const taken = problem?.code === "username_taken" ? describeProblem(problem, t) : undefined;
  return (
    <>
      <Field
        label={t("auth.username")}
        error={taken ?? describeField(problem, "username", t)}
        hint={usernameHint}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        required
        value={account.username}
        onChange={(event) => onChange({ ...account, username: event.target.value })}
      />
      <Field
        label={t("auth.displayName")}
        hint={t("auth.displayNameHint")}
        error={describeField(problem, "display_name", t)}
        name="display_name"
        autoComplete="name"
        value={account.displayName}
        onChange={(event) => onChange({ ...account, displayName: event.target.value })}
      />
      <Field
        label={t("auth.password")}
        hint={t("auth.passwordHint")}
        error={describeField(problem, "password", t)}
        name="password"
        type="password"
        autoComplete="new-password"
        required
        value={account.password}
        onChange={(event) => onChange({ ...account, password: event.target.value })}
      />
    </>
  );
}
