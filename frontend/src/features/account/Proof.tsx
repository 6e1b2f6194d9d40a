import { useTranslation } from "react-i18next";
import { fieldFault } from "@/api/problem";
import type { Problem } from "@/api/types";
import { Field } from "@/components/ui/Field";
import { describeField, describeProblem } from "@/lib/problems";

/** What proves that it is really oneself: the password, and a code where there is a second factor. */
export interface Proof {
  password: string;
  code: string;
}

export const NO_PROOF: Proof = { password: "", code: "" };

const IN_FIELDS = ["wrong_password", "second_factor_required", "second_factor_invalid"];

/** The problem, unless {@link ProofFields} shows it where it is. */
export function besidesProof(problem: Problem | null): Problem | null {
  return problem && (IN_FIELDS.includes(problem.code) || fieldFault(problem, "code")) ? null : problem;
}

interface ProofFieldsProps {
  value: Proof;
  onChange: (proof: Proof) => void;
  problem: Problem | null;
  withCode: boolean;
}

export function ProofFields({ value, onChange, problem, withCode }: ProofFieldsProps) {
  const { t } = useTranslation();
  const said = problem ? describeProblem(problem, t) : undefined;
  return (
    <>
      <Field
        label={t("account.currentPassword")}
        error={problem?.code === "wrong_password" ? said : undefined}
        type="password"
        autoComplete="current-password"
        autoFocus
        required
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.target.value })}
      />
      {withCode && (
        <Field
          label={t("auth.otp")}
          hint={t("account.codeHint")}
          error={problem?.code.startsWith("second_factor_") ? said : describeField(problem, "code", t)}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={value.code}
          onChange={(event) => onChange({ ...value, code: event.target.value })}
        />
      )}
    </>
  );
}
