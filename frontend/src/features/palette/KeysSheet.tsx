import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/Button";
import { Checkbox } from "@/components/ui/Checkbox";
import { Dialog } from "@/components/ui/Dialog";
import { allowSingleKeys, singleKeys } from "@/lib/keys";

/** The keys, as they are called on this kind of machine. `mod` is Ctrl or ⌘. */
const KEYS = [
  {
    group: "anywhere",
    keys: [
      ["palette", "mod", "K"],
      ["newChat", "mod", "shift", "O"],
      ["sidebar", "mod", "shift", "S"],
      ["help", "?"],
    ],
  },
  {
    group: "composer",
    keys: [
      ["focus", "/"],
      ["send", "enter"],
      ["line", "shift", "enter"],
      ["stop", "escape"],
    ],
  },
  {
    group: "list",
    keys: [
      ["rename", "F2"],
      ["delete", "delete"],
      ["several", "shift", "↓"],
      ["every", "mod", "A"],
    ],
  },
] as const;

const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** Which keys do what. */
export default function KeysSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [single, setSingle] = useState(singleKeys);

  function keyName(key: string): string {
    if (key === "mod") return APPLE ? "⌘" : t("palette.key.ctrl");
    if (key === "shift") return APPLE ? "⇧" : t("palette.key.shift");
    if (key === "enter" || key === "escape" || key === "delete") return t(`palette.key.${key}`);
    return key;
  }

  return (
    <Dialog
      open
      onClose={onClose}
      label={t("palette.keys")}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(30rem,calc(100vw-2rem))] animate-pop overflow-y-auto rounded-lg p-6"
    >
      <IconButton label={t("palette.close")} onClick={onClose} className="float-right -mt-1 -mr-2">
        <X />
      </IconButton>
      <h2 className="text-lg font-semibold tracking-tight">{t("palette.keys")}</h2>
      {KEYS.map(({ group, keys }) => (
        <section key={group} aria-label={t(`palette.keyGroups.${group}`)}>
          <h3 className="mt-5 mb-1 text-xs font-medium text-faint">{t(`palette.keyGroups.${group}`)}</h3>
          <dl>
            {keys.map(([name, ...combination]) => (
              <div key={name} className="flex min-h-9 items-center justify-between gap-4 text-sm">
                <dt>{t(`palette.does.${name}`)}</dt>
                <dd className="flex shrink-0 gap-1">
                  {combination.map((key) => (
                    <kbd
                      key={key}
                      className="min-w-6 rounded-sm border border-line bg-sunken px-1.5 text-center font-mono text-xs leading-6"
                    >
                      {keyName(key)}
                    </kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Checkbox
        className="mt-5 border-t border-line pt-3 text-sm"
        label={t("palette.singleKeys")}
        hint={t("palette.singleKeysHint")}
        checked={single}
        onChange={(event) => {
          setSingle(event.target.checked);
          allowSingleKeys(event.target.checked);
        }}
      />
    </Dialog>
  );
}
