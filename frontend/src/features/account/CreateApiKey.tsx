import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import { mayManage, meQuery } from "@/api/session";
import type { NewApiKey } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { Select } from "@/components/ui/Select";
import { describeField } from "@/lib/problems";
import { type Access, type Area, OPEN_AREAS, scopesOf, stepsOf } from "./scopes";

/** In days; 0 for never. */
const LIFETIMES = [30, 90, 365, 0] as const;

interface CreateApiKeyProps {
  onDone: (key: NewApiKey) => void;
  onCancel: () => void;
}

export function CreateApiKey({ onDone, onCancel }: CreateApiKeyProps) {
  const { t } = useTranslation();
  const { data: user } = useSuspenseQuery(meQuery);
  const [name, setName] = useState("");
  const [days, setDays] = useState<number>(90);
  const [access, setAccess] = useState<Record<Area, Access>>({
    chat: "all",
    memory: "none",
    images: "none",
    usage: "none",
    admin: "none",
  });
  const scopes = scopesOf(access);

  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/auth/api-keys", {
          body: {
            name: name.trim(),
            scopes,
            ...(days > 0 && { expires_at: new Date(Date.now() + days * 86_400_000).toISOString() }),
          },
        }),
      ),
    onSuccess: onDone,
  });
  const problem = create.error ? asProblem(create.error) : null;
  const inScopes = describeField(problem, "scopes", t);
  const inName = describeField(problem, "name", t);

  function submit(event: FormEvent) {
    event.preventDefault();
    create.mutate();
  }

  return (
    <form onSubmit={submit} className="mt-4 space-y-4 border-t border-line pt-4">
      {problem && !inName && (
        <Callout tone="bad" announce>
          {inScopes ?? <ProblemText problem={problem} />}
        </Callout>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={t("account.keys.name")}
          hint={t("account.keys.nameHint")}
          error={inName}
          name="name"
          autoComplete="off"
          maxLength={64}
          autoFocus
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          label={t("account.keys.lifetime")}
          value={days}
          onChange={(event) => setDays(Number(event.target.value))}
        >
          {LIFETIMES.map((lifetime) => (
            <option key={lifetime} value={lifetime}>
              {lifetime ? t("account.keys.days", { n: lifetime }) : t("account.keys.forever")}
            </option>
          ))}
        </Select>
      </div>
      <fieldset>
        <legend className="mb-2 text-sm font-medium">{t("account.keys.scopes")}</legend>
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          {OPEN_AREAS.filter((area) => area !== "admin" || mayManage(user)).map((area) => (
            <Select
              key={area}
              label={t(`account.keys.areas.${area}`)}
              value={access[area]}
              onChange={(event) => setAccess({ ...access, [area]: event.target.value as Access })}
            >
              {stepsOf(area).map((step) => (
                <option key={step} value={step}>
                  {t(`account.keys.access.${step}`)}
                </option>
              ))}
            </Select>
          ))}
        </div>
      </fieldset>
      {scopes.length === 0 && <p className="text-sm text-bad">{t("account.keys.noScopes")}</p>}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="accent" busy={create.isPending} disabled={scopes.length === 0}>
          {t("account.keys.make")}
        </Button>
        <Button onClick={onCancel}>{t("account.cancel")}</Button>
      </div>
    </form>
  );
}
