import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { modelsQuery } from "@/api/models";
import { personasQuery } from "@/api/personas";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Checkbox } from "@/components/ui/Checkbox";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { Select } from "@/components/ui/Select";
import { planRoute, ROLES, type Role } from "./api";

/** Asks where a message would go, and why, without sending one. */
export function DryRun() {
  const { t } = useTranslation();
  const models = useQuery(modelsQuery);
  const personas = useQuery(personasQuery);
  const [model, setModel] = useState("auto");
  const [persona, setPersona] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [tokens, setTokens] = useState("");
  const [needs, setNeeds] = useState({ private: false, vision: false, tools: false });
  const plan = useMutation({ mutationFn: planRoute });

  function submit(event: FormEvent) {
    event.preventDefault();
    plan.mutate({
      model,
      ...(persona && { persona_id: persona }),
      role,
      ...(tokens && { tokens: Number(tokens) }),
      ...needs,
    });
  }

  return (
    <section aria-labelledby="dry-run" className="mt-10">
      <h2 id="dry-run" className="text-lg font-semibold tracking-tight">
        {t("providers.where")}
      </h2>
      <p className="mt-1 max-w-[60ch] text-soft text-pretty">{t("providers.whereLead")}</p>
      <form onSubmit={submit} className="mt-4 rounded-lg border border-line bg-raised p-5 shadow-low">
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label={t("personas.model")}
            value={model}
            onChange={(event) => setModel(event.target.value)}
          >
            <option value="auto">{t("models.auto")}</option>
            {models.data
              ?.filter(({ id }) => id !== "auto")
              .map(({ id }) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
          </Select>
          <Select
            label={t("providers.persona")}
            value={persona}
            onChange={(event) => setPersona(event.target.value)}
          >
            <option value="">{t("providers.anyPersona")}</option>
            {personas.data?.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
          <Select
            label={t("providers.role")}
            value={role}
            onChange={(event) => setRole(ROLES.find((one) => one === event.target.value) ?? "member")}
          >
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {t(`providers.roleNames.${one}`)}
              </option>
            ))}
          </Select>
          <Field
            label={t("providers.tokens")}
            type="number"
            inputMode="numeric"
            min={0}
            step={1}
            value={tokens}
            onChange={(event) => setTokens(event.target.value)}
          />
        </div>
        <fieldset className="mt-3 flex flex-wrap gap-x-6">
          <legend className="sr-only">{t("providers.needs")}</legend>
          {(["private", "vision", "tools"] as const).map((need) => (
            <Checkbox
              key={need}
              label={t(`providers.need.${need}`)}
              checked={needs[need]}
              onChange={(event) => setNeeds({ ...needs, [need]: event.target.checked })}
            />
          ))}
        </fieldset>
        <div className="mt-4 flex justify-end">
          <Button type="submit" look="accent" busy={plan.isPending}>
            {t("providers.ask")}
          </Button>
        </div>
        {plan.error && (
          <Callout tone="bad" announce className="mt-4">
            <ProblemText problem={asProblem(plan.error)} />
          </Callout>
        )}
        <div role="status">
          {plan.data && (
            <>
              <h3 className="mt-4 font-medium">{t("providers.plan")}</h3>
              {plan.data.plan.length === 0 && <p className="mt-1 text-bad">{t("providers.nowhere")}</p>}
              <ol className="mt-1 list-inside list-decimal space-y-1">
                {plan.data.plan.map(({ provider, model, reason }) => (
                  <li key={`${provider}/${model}`} className="wrap-anywhere">
                    <span className="font-medium">{named(provider, model)}</span>
                    {" · "}
                    <span lang="en" className="text-soft">
                      {reason}
                    </span>
                  </li>
                ))}
              </ol>
              {plan.data.excluded.length > 0 && (
                <>
                  <h3 className="mt-4 font-medium">{t("providers.excluded")}</h3>
                  <ul className="mt-1 space-y-1">
                    {plan.data.excluded.map(({ provider, model, reason }, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: one may be left out for several reasons
                      <li key={index} className="wrap-anywhere">
                        <span className="font-medium">{named(provider, model)}</span>
                        {" · "}
                        <span lang="en" className="text-soft">
                          {reason}
                        </span>
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </>
          )}
        </div>
      </form>
    </section>
  );
}

/** A model's name may begin with its provider's already. */
function named(provider: string, model: string | null | undefined): string {
  if (!model) return provider;
  return model.startsWith(`${provider}/`) ? model : `${provider}/${model}`;
}
