import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { forgetSession, readNote, startSession } from "@/api/session";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Checkbox } from "@/components/ui/Checkbox";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { localPath } from "@/lib/paths";
import { AuthCard } from "./AuthCard";

export default function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const { next } = useSearch({ strict: false }) as { next?: string };
  const [note] = useState(() => readNote(queries));
  useEffect(() => forgetSession(queries), [queries]);
  const [username, setUsername] = useState(note?.kind === "password_set" ? note.username : "");
  const [password, setPassword] = useState("");
  const [remember, setRemember] = useState(false);
  // `null` until the server has asked for it. The password waits in memory meanwhile.
  const [otp, setOtp] = useState<string | null>(null);

  const signIn = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/auth/login", {
          body: {
            username: username.trim(),
            password,
            remember_me: remember,
            ...(otp !== null && { otp: otp.trim() }),
          },
        }),
      ),
    onSuccess: ({ user }) => {
      startSession(queries, user);
      router.history.push(localPath(next));
    },
    onError: (error) => {
      const { code } = asProblem(error);
      if (code === "second_factor_required" || code === "second_factor_invalid") setOtp("");
      if (code === "invalid_credentials") startOver();
    },
  });

  function startOver() {
    setOtp(null);
    setPassword("");
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    signIn.mutate();
  }

  const refusal = signIn.error && asProblem(signIn.error);
  const problem = refusal && refusal.code !== "second_factor_required" && (
    <Callout tone="bad" announce>
      <ProblemText problem={refusal} />
    </Callout>
  );

  if (otp !== null) {
    return (
      <AuthCard title={t("auth.otpTitle")} lead={t("auth.otpLead")}>
        <form onSubmit={submit} className="space-y-5">
          {problem}
          <OtpField value={otp} onChange={setOtp} />
          <Button type="submit" look="accent" busy={signIn.isPending} className="min-h-11 w-full">
            {t("auth.signIn")}
          </Button>
          <Button
            look="quiet"
            className="w-full"
            onClick={() => {
              signIn.reset();
              startOver();
            }}
          >
            {t("auth.otpBack")}
          </Button>
        </form>
      </AuthCard>
    );
  }

  return (
    <AuthCard title={t("auth.welcomeBack")} lead={t("auth.signInLead")}>
      <form onSubmit={submit} className="space-y-5">
        {problem ||
          (note && (
            <Callout announce className="border border-line">
              {t(`auth.notes.${note.kind}`)}
            </Callout>
          ))}
        <Field
          label={t("auth.username")}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={!username}
          required
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        />
        <Field
          label={t("auth.password")}
          name="password"
          type="password"
          autoComplete="current-password"
          autoFocus={Boolean(username)}
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Checkbox
          label={t("auth.remember")}
          hint={t("auth.rememberHint")}
          checked={remember}
          onChange={(event) => setRemember(event.target.checked)}
        />
        <Button type="submit" look="accent" busy={signIn.isPending} className="min-h-11 w-full">
          {t("auth.signIn")}
        </Button>
      </form>
      <p className="mt-8 text-sm text-faint text-pretty">{t("auth.forgotten")}</p>
      <p className="mt-2 text-sm text-faint">
        <Link to="/register" className="text-accent underline underline-offset-2">
          {t("auth.haveInvite")}
        </Link>
      </p>
    </AuthCard>
  );
}

/** Six digits from the app; who has lost it switches to a recovery code, which has letters as well. */
function OtpField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [recovery, setRecovery] = useState(false);
  return (
    <div>
      <Field
        key={String(recovery)}
        label={t(recovery ? "auth.recoveryCode" : "auth.otp")}
        hint={t(recovery ? "auth.recoveryCodeHint" : "auth.otpHint")}
        name="otp"
        inputMode={recovery ? "text" : "numeric"}
        autoComplete={recovery ? "off" : "one-time-code"}
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <button
        type="button"
        onClick={() => setRecovery(!recovery)}
        className="mt-2 min-h-9 rounded-sm text-sm text-accent underline underline-offset-2"
      >
        {t(recovery ? "auth.useOtp" : "auth.useRecoveryCode")}
      </button>
    </div>
  );
}
