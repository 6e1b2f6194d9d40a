import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { CopyLine } from "@/components/ui/CopyLine";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { QrCode } from "@/components/ui/QrCode";
import { describeField } from "@/lib/problems";
import { besidesProof, NO_PROOF, ProofFields } from "./Proof";

interface TurnOnProps {
  onDone: (codes: string[]) => void;
  onCancel: () => void;
}

/** First the password, then the secret for the app and a code from it. */
export function TurnOnSecondFactor({ onDone, onCancel }: TurnOnProps) {
  const { t } = useTranslation();
  const [proof, setProof] = useState(NO_PROOF);
  const [code, setCode] = useState("");

  const begin = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/auth/second-factor", { body: { password: proof.password } })),
    onSuccess: () => setProof(NO_PROOF),
  });
  const confirm = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/auth/second-factor/confirm", { body: { code: code.trim() } })),
    onSuccess: ({ recovery_codes }) => onDone(recovery_codes),
    onError: () => setCode(""),
  });

  const error = confirm.error ?? begin.error;
  const problem = error ? asProblem(error) : null;
  const elsewhere = besidesProof(problem);
  const trouble = elsewhere && (
    <Callout tone="bad" announce>
      <ProblemText problem={elsewhere} />
    </Callout>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    if (begin.data) confirm.mutate();
    else begin.mutate();
  }

  return (
    <form onSubmit={submit} className="space-y-4">
      {trouble}
      {begin.data ? (
        <>
          <div className="flex flex-wrap gap-5">
            <QrCode text={begin.data.otpauth_url} label={t("account.secondFactor.qr")} />
            <div className="min-w-56 flex-1 space-y-3">
              <p className="text-soft text-pretty">{t("account.secondFactor.scan")}</p>
              <CopyLine text={begin.data.secret} label={t("account.secondFactor.copySecret")} />
            </div>
          </div>
          <Field
            label={t("auth.otp")}
            hint={t("account.secondFactor.confirmHint")}
            error={describeField(problem, "code", t)}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            required
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        </>
      ) : (
        <ProofFields value={proof} onChange={setProof} problem={problem} withCode={false} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="accent" busy={begin.isPending || confirm.isPending}>
          {t(begin.data ? "account.secondFactor.turnOn" : "auth.continue")}
        </Button>
        <Button onClick={onCancel}>{t("account.cancel")}</Button>
      </div>
    </form>
  );
}
