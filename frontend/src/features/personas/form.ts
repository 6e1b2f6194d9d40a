import type { Persona, PersonaInput, PersonaParams } from "@/api/types";

/** Words that Mami fills in where a system prompt has them. */
export const FILLED_IN = ["user", "date", "language"] as const;

export const MOST_OPENERS = 6;

export const EFFORTS = ["low", "medium", "high"] as const;
export type Effort = (typeof EFFORTS)[number];

/** A persona as its form holds it: numbers are what was typed. */
export interface PersonaForm {
  name: string;
  avatar: string;
  description: string;
  systemPrompt: string;
  model: string;
  temperature: string;
  maxTokens: string;
  effort: Effort | "";
  greeting: string;
  openers: string[];
  useMemory: boolean;
  shared: boolean;
}

export const EMPTY: PersonaForm = {
  name: "",
  avatar: "",
  description: "",
  systemPrompt: "",
  model: "auto",
  temperature: "",
  maxTokens: "",
  effort: "",
  greeting: "",
  openers: [""],
  useMemory: true,
  shared: false,
};

export function formOf(persona: Persona): PersonaForm {
  const { params = {} as PersonaParams } = persona;
  return {
    name: persona.name,
    avatar: persona.avatar ?? "",
    description: persona.description ?? "",
    systemPrompt: persona.system_prompt ?? "",
    model: persona.model || "auto",
    temperature: params.temperature == null ? "" : String(params.temperature),
    maxTokens: params.max_tokens == null ? "" : String(params.max_tokens),
    effort: params.reasoning_effort ?? "",
    greeting: persona.greeting ?? "",
    openers: persona.openers?.length ? persona.openers : [""],
    useMemory: persona.use_memory ?? true,
    shared: persona.shared,
  };
}

/** What the server is told; what is empty is left to it. */
export function inputOf(form: PersonaForm): PersonaInput {
  const temperature = number(form.temperature);
  const tokens = number(form.maxTokens);
  return {
    name: form.name.trim(),
    avatar: form.avatar.trim(),
    description: form.description.trim(),
    system_prompt: form.systemPrompt.trim(),
    model: form.model,
    params: {
      ...(temperature !== null && { temperature }),
      ...(tokens !== null && { max_tokens: tokens }),
      ...(form.effort && { reasoning_effort: form.effort }),
    },
    greeting: form.greeting.trim(),
    openers: form.openers.map((opener) => opener.trim()).filter(Boolean),
    use_memory: form.useMemory,
    shared: form.shared,
  };
}

/** Whether anything was changed that saving would keep. */
export function differs(form: PersonaForm, before: PersonaForm): boolean {
  return JSON.stringify(inputOf(form)) !== JSON.stringify(inputOf(before));
}

function number(typed: string): number | null {
  const value = Number(typed.trim().replace(",", "."));
  return typed.trim() && Number.isFinite(value) ? value : null;
}

/** What stands in the circle for a persona: its avatar, or its first letter. */
export function faceOf({ avatar, name }: Pick<Persona, "avatar" | "name">): string {
  return avatar || ([...name.trim()][0]?.toLocaleUpperCase() ?? "?");
}
