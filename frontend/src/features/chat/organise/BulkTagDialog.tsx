import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Field } from "@/components/ui/Field";
import { labelsQuery } from "../queries";
import { cleanLabel } from "./selection";

interface BulkTagDialogProps {
  onChoose: (action: "tag" | "untag", tag: string) => void;
  onClose: () => void;
}

/** A tag to put on, or to take off, several conversations at once. */
export function BulkTagDialog({ onChoose, onClose }: BulkTagDialogProps) {
  const { t } = useTranslation();
  const labels = useQuery(labelsQuery);
  const [typed, setTyped] = useState("");
  const tag = cleanLabel(typed);
  const known = labels.data?.tags.some(({ name }) => name === tag) ?? false;

  return (
    <Dialog
      open
      onClose={onClose}
      label={t("organise.tagsTitle")}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (tag) onChoose("tag", tag);
        }}
      >
        <h2 className="mb-3 text-lg font-semibold tracking-tight">{t("organise.tagsTitle")}</h2>
        <Field
          label={t("organise.tag")}
          maxLength={40}
          autoComplete="off"
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="mt-3 flex flex-wrap gap-1.5">
          {labels.data?.tags.map(({ name }) => (
            <Button key={name} className="min-h-8 px-3 text-sm" onClick={() => setTyped(name)}>
              {name}
            </Button>
          ))}
        </div>
        <div className="mt-6 flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t("organise.cancel")}</Button>
          <Button disabled={!known} onClick={() => onChoose("untag", tag)}>
            {t("organise.untag")}
          </Button>
          <Button type="submit" look="accent" disabled={!tag}>
            {t("organise.addTag")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
