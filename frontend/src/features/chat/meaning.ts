import type { Intent, IntentRule, Message } from "@/api/types";

const RULES: readonly IntentRule[] = [
  "asked",
  "command",
  "phrase",
  "question",
  "classifier",
  "tool",
  "default",
];
/** The rules that guess: what they decide may surprise. */
const GUESSES: readonly IntentRule[] = ["phrase", "classifier", "tool"];

type Understood = Pick<Message, "intent" | "intent_rule">;

export function readIntent({ intent }: Understood): Intent {
  return intent === "image" || intent === "memory" ? intent : "text";
}

export function readRule({ intent_rule }: Understood): IntentRule | undefined {
  return RULES.find((rule) => rule === intent_rule);
}

/** Whether a reader should hear what their message was understood as. */
export function worthSaying(message: Understood): boolean {
  const rule = readRule(message);
  return readIntent(message) !== "text" || (rule !== undefined && GUESSES.includes(rule));
}

/** What the server cannot do yet: the message is kept, and can be answered in text. */
export function isUnavailable(code: string | undefined): boolean {
  return code === "images_unavailable" || code === "memory_unavailable";
}

/**
 * The model that was asked first and did not answer. Live the turn says so; of a stored answer, the reason why it was
 * given by this model begins with the other's name.
 */
export function askedFirst(
  { provider, model, route_reason }: Pick<Message, "provider" | "model" | "route_reason">,
  turn: { fallback: { from: string } | null } | undefined,
): string | undefined {
  if (turn?.fallback) return turn.fallback.from;
  const name = /^([\w.-]+\/\S+) /.exec(route_reason ?? "")?.[1];
  return name === `${provider}/${model}` ? undefined : name;
}
