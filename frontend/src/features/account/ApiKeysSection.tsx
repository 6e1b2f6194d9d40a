import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { ApiKey, NewApiKey } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { CopyLine } from "@/components/ui/CopyLine";
import { fullTime, timeAgo } from "@/lib/dates";
import { ConfirmDialog } from "./ConfirmDialog";
import { CreateApiKey } from "./CreateApiKey";
import { useKeptFocus } from "./keptFocus";
import { NotLoaded } from "./NotLoaded";
import { Section } from "./Page";
import { activityQuery, apiKeysQuery } from "./queries";
import { readScope } from "./scopes";

/** Keys for programs that use this Mami in one's own name. */
export function ApiKeysSection() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const keys = useQuery(apiKeysQuery);
  const [creating, setCreating] = useState(false);
  // Only here, and only until it is put away: the server shows it once.
  const [made, setMade] = useState<NewApiKey | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);

  const title = useKeptFocus(keys.data && `${keys.data.length} ${creating} ${made?.id} ${revoking?.id}`);

  const changed = () => {
    void queries.invalidateQueries({ queryKey: activityQuery.queryKey });
    return queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
  };
  const revoke = useMutation({
    mutationFn: (key: ApiKey) =>
      unwrap(api.DELETE("/api/v1/auth/api-keys/{id}", { params: { path: { id: key.id } } })),
    onSuccess: (_, { id }) => {
      setRevoking(null);
      if (made?.id === id) setMade(null);
    },
    onSettled: changed,
  });

  return (
    <Section ref={title} title={t("account.keys.title")} lead={t("account.keys.lead")}>
      {made && (
        <div role="status" className="mb-5 rounded-md border border-line bg-sunken p-4">
          <p className="font-semibold">{t("account.keys.made", { name: made.name })}</p>
          <p className="mt-1 mb-3 text-sm text-soft text-pretty">{t("account.keys.once")}</p>
          <CopyLine text={made.key} label={t("account.keys.copy")} />
          <Button look="accent" className="mt-3" onClick={() => setMade(null)}>
            {t("account.keys.kept")}
          </Button>
        </div>
      )}
      {!keys.data ? (
        <NotLoaded error={keys.error} retry={() => void keys.refetch()} />
      ) : keys.data.length === 0 ? (
        !made && !creating && <p className="text-sm text-faint text-pretty">{t("account.keys.none")}</p>
      ) : (
        <ul className="divide-y divide-line">
          {keys.data.map((key) => (
            <Row key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
          ))}
        </ul>
      )}
      {creating ? (
        <CreateApiKey
          onCancel={() => setCreating(false)}
          onDone={(key) => {
            setCreating(false);
            setMade(key);
            void changed();
          }}
        />
      ) : (
        keys.data && (
          <Button className="mt-4" onClick={() => setCreating(true)}>
            {t("account.keys.create")}
          </Button>
        )
      )}
      <ConfirmDialog
        open={revoking !== null}
        onClose={() => {
          setRevoking(null);
          revoke.reset();
        }}
        title={t("account.keys.revokeQuestion", { name: revoking?.name ?? "" })}
        text={t("account.keys.revokeText")}
        confirm={t("account.keys.revoke")}
        danger
        busy={revoke.isPending}
        problem={revoke.error ? asProblem(revoke.error) : null}
        onConfirm={() => revoking && revoke.mutate(revoking)}
      />
    </Section>
  );
}

function Row({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { t, i18n } = useTranslation();
  const now = new Date();
  const { expires_at, last_used_at } = apiKey;
  const over = expires_at && Date.parse(expires_at) <= now.getTime();
  const date = expires_at && fullTime(expires_at, i18n.language);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0">
      <div className="min-w-48 flex-1">
        <p className="font-medium wrap-anywhere">
          {apiKey.name} <code className="ml-1 font-mono text-sm font-normal text-faint">{apiKey.start}</code>
        </p>
        <p className="text-sm text-soft">{apiKey.scopes.map((scope) => scopeName(scope, t)).join(" · ")}</p>
        <p className="text-sm text-faint">
          {last_used_at
            ? t("account.keys.used", { ago: timeAgo(last_used_at, i18n.language, now) })
            : t("account.keys.unused")}
          {" · "}
          {!date ? (
            t("account.keys.lasting")
          ) : over ? (
            <span className="text-bad">{t("account.keys.expired", { date })}</span>
          ) : (
            t("account.keys.expires", { date })
          )}
        </p>
      </div>
      <Button
        aria-label={t("account.keys.revokeNamed", { name: apiKey.name })}
        onClick={onRevoke}
        className="pointer-coarse:min-h-11"
      >
        {t("account.keys.revoke")}
      </Button>
    </li>
  );
}

function scopeName(scope: string, t: TFunction): string {
  const known = readScope(scope);
  if (!known) return scope;
  const area = t(`account.keys.areas.${known.area}`);
  return known.access === "read" && known.area !== "usage" ? t("account.keys.readOnly", { area }) : area;
}
