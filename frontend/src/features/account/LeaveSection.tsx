import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { forgetSession, leaveNote, meQuery } from "@/api/session";
import { Button } from "@/components/ui/Button";
import { ConfirmDialog } from "./ConfirmDialog";
import { Section } from "./Page";
import { besidesProof, NO_PROOF, ProofFields } from "./Proof";

/** Deletes one's own account. */
export function LeaveSection() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: user } = useSuspenseQuery(meQuery);
  const [open, setOpen] = useState(false);
  const [proof, setProof] = useState(NO_PROOF);

  const leave = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/v1/auth/me", {
          body: { password: proof.password, ...(user.second_factor && { otp: proof.code.trim() }) },
        }),
      ),
    onSuccess: () => {
      sessionStorage.clear();
      leaveNote(queries, { kind: "left" });
      // What this page was made from stays until the sign-in page has taken its place.
      void queries.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: "none" });
      void navigate({ to: "/login", replace: true }).then(() => forgetSession(queries));
    },
  });
  const problem = leave.error ? asProblem(leave.error) : null;

  function close() {
    setOpen(false);
    setProof(NO_PROOF);
    leave.reset();
  }

  return (
    <Section title={t("account.leave.title")} lead={t("account.leave.lead")}>
      <Button onClick={() => setOpen(true)}>{t("account.leave.open")}</Button>
      <ConfirmDialog
        open={open}
        onClose={close}
        title={t("account.leave.question")}
        text={
          <>
            <p>{t("account.leave.deleted")}</p>
            <p>{t("account.leave.final")}</p>
          </>
        }
        confirm={t("account.leave.confirm")}
        danger
        busy={leave.isPending}
        problem={besidesProof(problem)}
        onConfirm={() => leave.mutate()}
      >
        <ProofFields value={proof} onChange={setProof} problem={problem} withCode={user.second_factor} />
      </ConfirmDialog>
    </Section>
  );
}
