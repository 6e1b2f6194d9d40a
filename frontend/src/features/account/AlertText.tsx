import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { Trans, useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { meQuery } from "@/api/session";
import type { Alert } from "@/api/types";
import { IconButton } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { fullTime } from "@/lib/dates";

/** That someone used an old sign-in of this account again. It stays until it is put away. */
export default function AlertText({ alert }: { alert: Alert }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const dismiss = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/auth/me/alert")),
    onSuccess: () => queries.setQueryData(meQuery.queryKey, (me) => me && { ...me, alert: null }),
  });

  const date = fullTime(alert.at, i18n.language);
  return (
    <div className="mx-auto w-full max-w-column shrink-0 px-3 pb-2 md:px-5">
      <Callout
        announce
        className="border border-line"
        action={
          <IconButton label={t("account.alert.dismiss")} onClick={() => dismiss.mutate()}>
            <X />
          </IconButton>
        }
      >
        <Trans
          t={t}
          i18nKey={alert.address ? "account.alert.textFrom" : "account.alert.text"}
          values={{ date, address: alert.address }}
          components={{ change: <Link to="/account/security" /> }}
        />
      </Callout>
    </div>
  );
}
