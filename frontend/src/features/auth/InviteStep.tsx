import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { CopyLine } from "@/components/ui/CopyLine";
import { ProblemText } from "@/components/ui/ProblemText";
import { QrCode } from "@/components/ui/QrCode";
import { fullTime } from "@/lib/dates";
import { AuthCard } from "./AuthCard";

/** The last step of the set-up: the new owner may invite someone right away. */
export function InviteStep() {
  const { t, i18n } = useTranslation();
  const invite = useMutation({
    mutationFn: async () => {
      const made = await unwrap(api.POST("/api/v1/admin/invites", { body: {} }));
      return { ...made, url: new URL(made.url, location.origin).href };
    },
  });

  return (
    <AuthCard
      title={t("auth.firstInviteTitle")}
      lead={t(invite.data ? "auth.firstInviteSend" : "auth.firstInviteLead")}
    >
      <div className="space-y-5">
        {invite.error && (
          <Callout tone="bad" announce>
            <ProblemText problem={asProblem(invite.error)} />
          </Callout>
        )}
        {invite.data ? (
          <div role="status" className="space-y-4">
            <CopyLine text={invite.data.url} label={t("auth.copyLink")} />
            <div className="flex items-center gap-4">
              <QrCode text={invite.data.url} label={t("auth.inviteQr")} />
              <p className="min-w-0 flex-1 text-sm text-soft text-pretty">
                {invite.data.expires_at
                  ? t("auth.inviteGoodUntil", { date: fullTime(invite.data.expires_at, i18n.language) })
                  : t("auth.inviteGoodOnce")}
              </p>
            </div>
          </div>
        ) : (
          <Button
            look="accent"
            busy={invite.isPending}
            onClick={() => invite.mutate()}
            className="min-h-11 w-full"
          >
            {t("auth.makeInvite")}
          </Button>
        )}
        <Link
          to="/"
          replace
          className="flex min-h-11 w-full items-center justify-center rounded-md border border-line bg-raised px-4 font-medium transition-colors hover:bg-hover"
        >
          {t(invite.data ? "auth.toChats" : "auth.notNow")}
        </Link>
      </div>
    </AuthCard>
  );
}
