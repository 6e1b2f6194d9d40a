import { Lightbulb } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Menu, MenuChoice, MenuChoices, MenuLabel } from "@/components/ui/Menu";
import { chooseEffort, chosenEffort, EFFORTS } from "./effort";

/** How long the model shall think. Only where it can be told. */
export function EffortPicker() {
  const { t } = useTranslation();
  const [effort, setEffort] = useState(chosenEffort);
  const name = t(`effort.${effort ?? "auto"}`);
  return (
    <Menu
      side="top"
      align="start"
      trigger={
        <button
          type="button"
          aria-label={t("effort.label", { name })}
          title={t("effort.label", { name })}
          className="flex h-8 shrink-0 items-center gap-1.5 rounded-full px-2.5 text-sm text-soft transition-colors hover:bg-hover hover:text-ink data-[state=open]:bg-hover pointer-coarse:h-10"
        >
          <Lightbulb aria-hidden className="size-4" />
          {effort && <span className="max-sm:sr-only">{name}</span>}
        </button>
      }
    >
      <MenuLabel>{t("effort.title")}</MenuLabel>
      <MenuChoices
        value={effort ?? "auto"}
        onValueChange={(value) => {
          const next = EFFORTS.find((one) => one === value);
          chooseEffort(next);
          setEffort(next);
        }}
      >
        {(["auto", ...EFFORTS] as const).map((value) => (
          <MenuChoice key={value} value={value}>
            {t(`effort.${value}`)}
          </MenuChoice>
        ))}
      </MenuChoices>
    </Menu>
  );
}
