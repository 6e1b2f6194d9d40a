import clsx from "clsx";
import { ChevronDown, House } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Model } from "@/api/types";
import { Menu, MenuChoice, MenuChoices, MenuLabel } from "@/components/ui/Menu";
import { AUTO, chooseModel, modelName, useChosenModel } from "./model";

const PROVIDER_NAMES: Record<string, string> = { groq: "Groq", openai: "OpenAI", ollama: "Ollama" };

/** Who should answer. A model that is down stays visible, and says so. */
export function ModelPicker({ models, onOpen }: { models: Model[] | undefined; onOpen: () => void }) {
  const { t } = useTranslation();
  const chosen = useChosenModel(models) ?? AUTO;
  if (!models) return <span className="h-8" />;

  const model = models.find((candidate) => candidate.id === chosen);
  const auto = models.find((candidate) => candidate.id === AUTO);
  const resolved = models.find((candidate) => candidate.id === auto?.resolves_to);
  const byProvider = new Map<string, Model[]>();
  for (const candidate of models) {
    if (candidate.id === AUTO) continue;
    const provider = candidate.provider ?? "";
    byProvider.set(provider, [...(byProvider.get(provider) ?? []), candidate]);
  }
  const name = model && chosen !== AUTO ? modelName(model, t) : t("models.auto");

  return (
    <Menu
      side="top"
      align="start"
      className="w-72"
      onOpen={onOpen}
      trigger={
        <button
          type="button"
          aria-label={t(model?.healthy === false ? "models.labelDown" : "models.label", { name })}
          className="flex h-8 min-w-0 items-center gap-2 rounded-full px-2.5 text-sm text-soft transition-colors hover:bg-hover hover:text-ink data-[state=open]:bg-hover pointer-coarse:h-10"
        >
          {model && <Health healthy={model.healthy} />}
          <span className="truncate">{name}</span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0 text-faint" />
        </button>
      }
    >
      <MenuChoices value={chosen} onValueChange={chooseModel}>
        {auto && (
          <MenuChoice value={AUTO}>
            <span className="block font-medium">{t("models.auto")}</span>
            <span className="block truncate text-xs text-faint">
              {resolved ? t("models.autoNow", { name: modelName(resolved, t) }) : t("models.autoHint")}
            </span>
          </MenuChoice>
        )}
        {[...byProvider].map(([provider, ofProvider]) => (
          <div key={provider}>
            {provider !== "builtin" && <MenuLabel>{PROVIDER_NAMES[provider] ?? provider}</MenuLabel>}
            {ofProvider.map((candidate) => (
              <MenuChoice key={candidate.id} value={candidate.id} disabled={!candidate.healthy}>
                <span className="flex items-center gap-2">
                  <Health healthy={candidate.healthy} />
                  <span className="truncate">{modelName(candidate, t)}</span>
                  {candidate.local && (
                    <span className="flex shrink-0 items-center gap-1 rounded-full bg-hover px-1.5 text-xs text-soft">
                      <House aria-hidden className="size-3!" />
                      {t("models.local")}
                    </span>
                  )}
                  {!candidate.healthy && <span className="ml-auto text-xs text-bad">{t("models.down")}</span>}
                </span>
              </MenuChoice>
            ))}
          </div>
        ))}
      </MenuChoices>
    </Menu>
  );
}

function Health({ healthy }: { healthy: boolean }) {
  return (
    <span
      aria-hidden
      className={clsx("size-2 shrink-0 rounded-full", healthy ? "bg-good" : "border-2 border-bad")}
    />
  );
}
