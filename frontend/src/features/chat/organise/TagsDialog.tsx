import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Checkbox } from "@/components/ui/Checkbox";
import { Dialog } from "@/components/ui/Dialog";
import { Field } from "@/components/ui/Field";
import { labelsQuery } from "../queries";
import { cleanLabel } from "./selection";

interface TagsDialogProps {
  current: readonly string[];
  onChoose: (tags: string[]) => void;
  onClose: () => void;
}

/** The tags of one conversation: ticked from those that there are, or new. */
export function TagsDialog({ current, onChoose, onClose }: TagsDialogProps) {
  const { t } = useTranslation();
  const labels = useQuery(labelsQuery);
  const [chosen, setChosen] = useState<readonly string[]>(current);
  const [added, setAdded] = useState<readonly string[]>([]);
  const [fresh, setFresh] = useState("");
  const known = labels.data?.tags.map((tag) => tag.name) ?? [];
  const all = [...new Set([...current, ...known, ...added])];
  const withFresh = () => {
    const tag = cleanLabel(fresh);
    return tag && !chosen.includes(tag) ? [...chosen, tag] : [...chosen];
  };

  function add() {
    const tag = cleanLabel(fresh);
    if (!tag) return;
    setChosen(withFresh());
    setAdded([...added, tag]);
    setFresh("");
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    onChoose(withFresh());
  }

  return (
    <Dialog
      open
      onClose={onClose}
      label={t("organise.tagsTitle")}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <form onSubmit={submit}>
        <h2 className="text-lg font-semibold tracking-tight">{t("organise.tagsTitle")}</h2>
        {all.length > 0 && (
          <fieldset className="mt-3 max-h-64 overflow-y-auto">
            <legend className="sr-only">{t("organise.tagsTitle")}</legend>
            {all.map((tag) => (
              <Checkbox
                key={tag}
                label={tag}
                checked={chosen.includes(tag)}
                onChange={(event) =>
                  setChosen(event.target.checked ? [...chosen, tag] : chosen.filter((one) => one !== tag))
                }
              />
            ))}
          </fieldset>
        )}
        <div className="mt-3 flex items-end gap-2">
          <Field
            className="min-w-0 flex-1"
            label={t("organise.newTag")}
            maxLength={40}
            autoComplete="off"
            autoFocus={all.length === 0}
            value={fresh}
            onChange={(event) => setFresh(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || !fresh.trim() || event.nativeEvent.isComposing) return;
              event.preventDefault();
              add();
            }}
          />
          <Button className="min-h-11" disabled={!cleanLabel(fresh)} onClick={add}>
            {t("organise.add")}
          </Button>
        </div>
        <div className="mt-6 flex justify-end gap-2">
          <Button onClick={onClose}>{t("organise.cancel")}</Button>
          <Button type="submit" look="accent">
            {t("organise.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
