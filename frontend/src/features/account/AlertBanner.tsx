import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { Trans, useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { meQuery } from "@/api/session";
import { IconButton } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { fullTime } from "@/lib/dates";

/** Says on every page that someone used an old sign-in of this account again, until it is put away. */
export function AlertBanner() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const { data: user } = useSuspenseQuery(meQuery);
  const dismiss = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/auth/me/alert")),
    onSuccess: () => queries.setQueryData(meQuery.queryKey, (me) => me && { ...me, alert: null }),
  });

  if (!user.alert) return null;
  const date = fullTime(user.alert.at, i18n.language);
  return (
    <div className="shrink-0 px-3 pb-2 md:px-6">
      <Callout
        announce
        className="mx-auto max-w-column border border-line"
        action={
          <IconButton label={t("account.alert.dismiss")} onClick={() => dismiss.mutate()}>
            <X />
          </IconButton>
        }
      >
        <Trans
          t={t}
          i18nKey={user.alert.address ? "account.alert.textFrom" : "account.alert.text"}
          values={{ date, address: user.alert.address }}
          components={{ link: <Link to="/account/security" /> }}
        />
      </Callout>
    </div>
  );
}
