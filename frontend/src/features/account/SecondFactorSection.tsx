import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { meQuery } from "@/api/session";
import { Badge } from "@/components/ui/Badge";
import { Button } from "@/components/ui/Button";
import { fullTime } from "@/lib/dates";
import { ConfirmDialog } from "./ConfirmDialog";
import { useKeptFocus } from "./keptFocus";
import { NotLoaded } from "./NotLoaded";
import { Section } from "./Page";
import { besidesProof, NO_PROOF, ProofFields } from "./Proof";
import { activityQuery, secondFactorQuery } from "./queries";
import { RecoveryCodes } from "./RecoveryCodes";
import { TurnOnSecondFactor } from "./TurnOnSecondFactor";

/** A second proof at sign-in: a code from an app on one's phone. */
export function SecondFactorSection() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const state = useQuery(secondFactorQuery);
  const [turningOn, setTurningOn] = useState(false);
  const [asking, setAsking] = useState<"off" | "codes" | null>(null);
  // Only here, and only until they are put away: the server shows them once.
  const [codes, setCodes] = useState<string[] | null>(null);

  const title = useKeptFocus(state.data && `${state.data.enabled} ${turningOn} ${asking} ${codes !== null}`);

  function changed() {
    for (const { queryKey } of [secondFactorQuery, activityQuery]) {
      void queries.invalidateQueries({ queryKey });
    }
  }

  let content: ReactNode;
  if (!state.data) content = <NotLoaded error={state.error} retry={() => void state.refetch()} />;
  else if (codes) content = <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />;
  else if (turningOn) {
    content = (
      <TurnOnSecondFactor
        onDone={(fresh) => {
          setTurningOn(false);
          setCodes(fresh);
          queries.setQueryData(meQuery.queryKey, (me) => me && { ...me, second_factor: true });
          changed();
        }}
        onCancel={() => setTurningOn(false)}
      />
    );
  } else if (!state.data.enabled) {
    content = (
      <Button look="accent" onClick={() => setTurningOn(true)}>
        {t("account.secondFactor.turnOn")}
      </Button>
    );
  } else {
    content = (
      <>
        <p className="text-sm text-soft">
          {state.data.enabled_at &&
            t("account.secondFactor.since", { date: fullTime(state.data.enabled_at, i18n.language) })}{" "}
          {t("account.secondFactor.codesLeft", { count: state.data.recovery_codes_left })}
        </p>
        <div className="mt-4 flex flex-wrap gap-2">
          <Button onClick={() => setAsking("codes")}>{t("account.secondFactor.newCodes")}</Button>
          <Button onClick={() => setAsking("off")}>{t("account.secondFactor.turnOff")}</Button>
        </div>
      </>
    );
  }

  return (
    <Section
      ref={title}
      title={t("account.secondFactor.title")}
      lead={t("account.secondFactor.lead")}
      badge={state.data?.enabled && <Badge tone="good">{t("account.secondFactor.on")}</Badge>}
    >
      {content}
      {asking && (
        <Ask
          about={asking}
          onClose={() => setAsking(null)}
          onDone={(fresh) => {
            setAsking(null);
            setCodes(fresh);
            if (!fresh) queries.setQueryData(meQuery.queryKey, (me) => me && { ...me, second_factor: false });
            changed();
          }}
        />
      )}
    </Section>
  );
}

interface AskProps {
  about: "off" | "codes";
  onClose: () => void;
  onDone: (codes: string[] | null) => void;
}

function Ask({ about, onClose, onDone }: AskProps) {
  const { t } = useTranslation();
  const [proof, setProof] = useState(NO_PROOF);
  const act = useMutation({
    mutationFn: async () => {
      const body = { password: proof.password, code: proof.code.trim() };
      if (about === "codes") {
        return (await unwrap(api.POST("/api/v1/auth/second-factor/recovery-codes", { body }))).recovery_codes;
      }
      await unwrap(api.DELETE("/api/v1/auth/second-factor", { body }));
      return null;
    },
    onSuccess: onDone,
  });
  const problem = act.error ? asProblem(act.error) : null;

  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={t(about === "off" ? "account.secondFactor.offQuestion" : "account.secondFactor.codesQuestion")}
      text={t(about === "off" ? "account.secondFactor.offText" : "account.secondFactor.codesText")}
      confirm={t(about === "off" ? "account.secondFactor.turnOff" : "account.secondFactor.newCodes")}
      danger={about === "off"}
      busy={act.isPending}
      problem={besidesProof(problem)}
      onConfirm={() => act.mutate()}
    >
      <ProofFields value={proof} onChange={setProof} problem={problem} withCode />
    </ConfirmDialog>
  );
}
