import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useBlocker, useNavigate } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { modelsQuery } from "@/api/models";
import { changePersona, makePersona, personasQuery } from "@/api/personas";
import { asProblem } from "@/api/problem";
import { mayManage, meQuery } from "@/api/session";
import type { Persona } from "@/api/types";
import DocumentsOf from "@/components/documents/DocumentsOf";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Checkbox } from "@/components/ui/Checkbox";
import { Dialog } from "@/components/ui/Dialog";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { Select } from "@/components/ui/Select";
import { TextArea } from "@/components/ui/TextArea";
import { describeField } from "@/lib/problems";
import { Face } from "./Face";
import { differs, EFFORTS, EMPTY, FILLED_IN, formOf, inputOf, type PersonaForm } from "./form";
import { Openers } from "./Openers";

/** The fields whose faults stand beside them. */
const FIELDS = [
  "name",
  "avatar",
  "description",
  "system_prompt",
  "model",
  "temperature",
  "max_tokens",
  "greeting",
] as const;

/** Makes a persona or changes it; one that is not mine to change can be read. */
export function PersonaEditor({ persona }: { persona: Persona | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: me } = useSuspenseQuery(meQuery);
  const models = useQuery(modelsQuery);
  const before = persona ? formOf(persona) : EMPTY;
  const [form, setForm] = useState<PersonaForm>(before);
  const prompt = useRef<HTMLTextAreaElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const readOnly = persona !== undefined && !persona.editable;
  const admin = mayManage(me);

  const save = useMutation({
    mutationFn: () => {
      const { shared, ...rest } = inputOf(form);
      const input = { ...rest, ...(admin && { shared }) };
      return persona ? changePersona(persona.id, input) : makePersona(input);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: personasQuery.queryKey });
      await navigate({ to: "/personas", search: {}, ignoreBlocker: true });
    },
  });
  const problem = save.error ? asProblem(save.error) : null;
  const fault = (field: (typeof FIELDS)[number]) => describeField(problem, field, t);
  const inFields = FIELDS.some(fault);

  const dirty = !readOnly && !save.isSuccess && differs(form, before);
  const blocker = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });

  // The page has changed under the reader: this is where it goes on.
  useEffect(() => heading.current?.focus(), []);

  const set = (change: Partial<PersonaForm>) => {
    setForm((now) => ({ ...now, ...change }));
    if (save.isError) save.reset();
  };

  function insert(word: string) {
    const area = prompt.current;
    const from = area?.selectionStart ?? form.systemPrompt.length;
    const to = area?.selectionEnd ?? from;
    set({ systemPrompt: form.systemPrompt.slice(0, from) + word + form.systemPrompt.slice(to) });
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(from + word.length, from + word.length);
    });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!readOnly) save.mutate();
  }

  return (
    <>
      <form onSubmit={submit}>
        <Link
          to="/personas"
          className="-ml-1 inline-flex min-h-9 items-center gap-1.5 text-sm font-medium text-soft hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t("personas.title")}
        </Link>
        <div className="mt-2 flex items-center gap-3">
          <Face persona={form} />
          <h1
            ref={heading}
            tabIndex={-1}
            className="min-w-0 text-2xl font-semibold tracking-tight outline-none wrap-anywhere"
          >
            {form.name.trim() || t("personas.new")}
          </h1>
        </div>
        {readOnly && <Callout className="mt-4">{t("personas.readOnly")}</Callout>}
        <fieldset disabled={readOnly} className="mt-6 space-y-5">
          <legend className="sr-only">{t("personas.who")}</legend>
          <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
            <Field
              label={t("personas.name")}
              error={fault("name")}
              required
              maxLength={60}
              autoComplete="off"
              value={form.name}
              onChange={(event) => set({ name: event.target.value })}
            />
            <Field
              label={t("personas.avatar")}
              hint={t("personas.avatarHint")}
              error={fault("avatar")}
              maxLength={16}
              autoComplete="off"
              value={form.avatar}
              onChange={(event) => set({ avatar: event.target.value })}
            />
          </div>
          <Field
            label={t("personas.description")}
            hint={t("personas.descriptionHint")}
            error={fault("description")}
            maxLength={300}
            autoComplete="off"
            value={form.description}
            onChange={(event) => set({ description: event.target.value })}
          />
          <div>
            <TextArea
              ref={prompt}
              label={t("personas.prompt")}
              hint={t("personas.promptHint")}
              error={fault("system_prompt")}
              tall
              dir="auto"
              value={form.systemPrompt}
              onChange={(event) => set({ systemPrompt: event.target.value })}
            />
            <p className="mt-2 flex flex-wrap items-center gap-1.5 text-sm text-faint">
              {t("personas.filledIn")}
              {FILLED_IN.map((word) => (
                <Button
                  key={word}
                  className="min-h-8 px-2.5 font-mono text-xs"
                  title={t("personas.insert", { what: t(`personas.fills.${word}`) })}
                  onClick={() => insert(`{{${word}}}`)}
                >
                  {`{{${word}}}`}
                </Button>
              ))}
            </p>
          </div>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Select
              label={t("personas.model")}
              value={form.model}
              onChange={(event) => set({ model: event.target.value })}
            >
              <option value="auto">{t("models.auto")}</option>
              {models.data
                ?.filter(({ id }) => id !== "auto")
                .map(({ id }) => (
                  <option key={id} value={id}>
                    {id}
                  </option>
                ))}
              {form.model !== "auto" && !models.data?.some(({ id }) => id === form.model) && (
                <option value={form.model}>{form.model}</option>
              )}
            </Select>
            <Select
              label={t("personas.effort")}
              hint={t("personas.effortHint")}
              value={form.effort}
              onChange={(event) => set({ effort: EFFORTS.find((one) => one === event.target.value) ?? "" })}
            >
              <option value="">{t("personas.modelDecides")}</option>
              {EFFORTS.map((effort) => (
                <option key={effort} value={effort}>
                  {t(`personas.efforts.${effort}`)}
                </option>
              ))}
            </Select>
            <Field
              label={t("personas.temperature")}
              hint={t("personas.temperatureHint")}
              error={fault("temperature")}
              type="number"
              inputMode="decimal"
              min={0}
              max={2}
              step={0.1}
              value={form.temperature}
              onChange={(event) => set({ temperature: event.target.value })}
            />
            <Field
              label={t("personas.maxTokens")}
              hint={t("personas.maxTokensHint")}
              error={fault("max_tokens")}
              type="number"
              inputMode="numeric"
              min={1}
              step={1}
              value={form.maxTokens}
              onChange={(event) => set({ maxTokens: event.target.value })}
            />
          </div>
          <TextArea
            label={t("personas.greeting")}
            hint={t("personas.greetingHint")}
            error={fault("greeting")}
            dir="auto"
            value={form.greeting}
            onChange={(event) => set({ greeting: event.target.value })}
          />
          <Openers openers={form.openers} onChange={(openers) => set({ openers })} />
          <div>
            <Checkbox
              label={t("personas.memory")}
              hint={t("personas.memoryHint")}
              checked={form.useMemory}
              onChange={(event) => set({ useMemory: event.target.checked })}
            />
            {admin && (
              <Checkbox
                label={t("personas.share")}
                hint={t("personas.shareHint")}
                checked={form.shared}
                onChange={(event) => set({ shared: event.target.checked })}
              />
            )}
          </div>
        </fieldset>
        {problem && !inFields && (
          <Callout tone="bad" announce className="mt-5">
            <ProblemText problem={problem} />
          </Callout>
        )}
        {!readOnly && (
          <div className="mt-8 flex flex-wrap justify-end gap-2">
            <Button onClick={() => void navigate({ to: "/personas", search: {} })}>
              {t("personas.cancel")}
            </Button>
            <Button type="submit" look="accent" busy={save.isPending}>
              {t("personas.save")}
            </Button>
          </div>
        )}
        {blocker.status === "blocked" && (
          <Dialog
            open
            onClose={blocker.reset}
            label={t("personas.leaveTitle")}
            className="m-auto w-[min(26rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
          >
            <h2 className="text-lg font-semibold tracking-tight">{t("personas.leaveTitle")}</h2>
            <p className="mt-2 text-soft text-pretty">{t("personas.leaveText")}</p>
            <div className="mt-6 flex justify-end gap-2">
              <Button autoFocus onClick={blocker.reset}>
                {t("personas.stay")}
              </Button>
              <Button look="danger" onClick={blocker.proceed}>
                {t("personas.leave")}
              </Button>
            </div>
          </Dialog>
        )}
      </form>
      {persona && (
        <div className="mt-10 border-t border-line pt-6">
          <DocumentsOf
            home={{ persona_id: persona.id }}
            title={t("documents.persona.title")}
            lead={t("documents.persona.lead")}
            editable={persona.editable}
          />
        </div>
      )}
    </>
  );
}
