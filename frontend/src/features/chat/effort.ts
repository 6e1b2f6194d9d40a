import type { Effort, Model } from "@/api/types";
import { loadTexts } from "@/lib/i18n";
import { onDemand } from "@/lib/onDemand";
import { AUTO } from "./model";

export const EFFORTS: readonly Effort[] = ["low", "medium", "high"];
const KEY = "mami.effort";

export const effortPicker = onDemand(async () => {
  const [part] = await Promise.all([import("./EffortPicker"), loadTexts("chat")]);
  return part;
});

/** Whether the model that will answer can be told how long to think. */
export function canReason(models: readonly Model[] | undefined, chosen: string | undefined): boolean {
  const named = models?.find((model) => model.id === (chosen ?? AUTO));
  const model = named?.id === AUTO ? models?.find(({ id }) => id === named.resolves_to) : named;
  return model?.capabilities.includes("reasoning") ?? false;
}

/** How long this device last wanted models to think; undefined leaves it to them. */
export function chosenEffort(): Effort | undefined {
  try {
    return EFFORTS.find((effort) => effort === localStorage.getItem(KEY));
  } catch {
    return undefined;
  }
}

export function chooseEffort(effort: Effort | undefined): void {
  try {
    if (effort) localStorage.setItem(KEY, effort);
    else localStorage.removeItem(KEY);
  } catch {
    // It holds for this page then.
  }
}
