import type { TFunction } from "i18next";
import { useSyncExternalStore } from "react";
import type { Message, Model } from "@/api/types";

export const AUTO = "auto";
const KEY = "mami.model";

/** The model that this device last chose; undefined leaves the choice to the server. */
export function chosenModel(models: readonly Model[] | undefined): string | undefined {
  let id: string | null = null;
  try {
    id = localStorage.getItem(KEY);
  } catch {
    // Without storage every page starts with the server's choice.
  }
  // A model that is not there any more must not make every message fail.
  return id && models?.some((model) => model.id === id) ? id : undefined;
}

const listeners = new Set<() => void>();

export function chooseModel(id: string): void {
  try {
    if (id === AUTO) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, id);
  } catch {
    // See above.
  }
  for (const listener of [...listeners]) listener();
}

/** The chosen model, now and when another one is chosen on this page. */
export function useChosenModel(models: readonly Model[] | undefined): string | undefined {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => chosenModel(models),
  );
}

/** What a person reads for a model; the guide that ships with Mami has a name in their language. */
export function modelName(model: Pick<Model, "provider" | "name">, t: TFunction): string {
  return model.provider === "builtin" ? t("models.builtin") : model.name;
}

/** The model that gave an answer, if it can be asked again. */
export function sameModel(
  message: Pick<Message, "provider" | "model">,
  models: readonly Model[] | undefined,
): string | undefined {
  const id = `${message.provider}/${message.model}`;
  return models?.some((model) => model.id === id && model.healthy) ? id : undefined;
}

/** Who gave an answer, as `provider/model`. */
export function answeredBy(message: Pick<Message, "provider" | "model">, t: TFunction): string {
  if (message.provider === "builtin") return t("models.builtin");
  return [message.provider, message.model].filter(Boolean).join("/");
}

/** Only the guide that ships with Mami answers: no language model is connected, or none is well. */
export function onlyGuide(models: readonly Model[] | undefined): boolean {
  return models?.every((model) => model.id === AUTO || model.provider === "builtin") ?? false;
}
