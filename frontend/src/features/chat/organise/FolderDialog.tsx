import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Field } from "@/components/ui/Field";
import { labelsQuery } from "../queries";
import { Radio } from "./Radio";
import { cleanLabel } from "./selection";

interface FolderDialogProps {
  /** Where it is now; undefined where several may be in several. */
  current?: string;
  onChoose: (folder: string) => void;
  onClose: () => void;
}

/** Which folder conversations are to be in: one that there is, a new one, or none. */
export function FolderDialog({ current, onChoose, onClose }: FolderDialogProps) {
  const { t } = useTranslation();
  const labels = useQuery(labelsQuery);
  const [chosen, setChosen] = useState(current ?? "");
  const [fresh, setFresh] = useState("");
  const name = cleanLabel(fresh);
  const folders = labels.data?.folders.map((folder) => folder.name) ?? [];

  function submit(event: FormEvent) {
    event.preventDefault();
    onChoose(name || chosen);
  }

  return (
    <Dialog
      open
      onClose={onClose}
      label={t("organise.moveTitle")}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <form onSubmit={submit}>
        <h2 className="text-lg font-semibold tracking-tight">{t("organise.moveTitle")}</h2>
        <fieldset className="mt-3 max-h-64 overflow-y-auto">
          <legend className="sr-only">{t("organise.folder")}</legend>
          {["", ...folders].map((folder) => (
            <Radio
              key={folder}
              name="folder"
              label={folder || t("organise.noFolder")}
              checked={!name && chosen === folder}
              onChange={() => {
                setChosen(folder);
                setFresh("");
              }}
            />
          ))}
        </fieldset>
        <Field
          className="mt-3"
          label={t("organise.newFolder")}
          maxLength={80}
          autoComplete="off"
          autoFocus={folders.length === 0}
          value={fresh}
          onChange={(event) => setFresh(event.target.value)}
        />
        <div className="mt-6 flex justify-end gap-2">
          <Button onClick={onClose}>{t("organise.cancel")}</Button>
          <Button type="submit" look="accent">
            {t("organise.moveConfirm")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
