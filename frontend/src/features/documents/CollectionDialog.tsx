import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { refreshDocuments, saveCollection } from "@/api/documents";
import { asProblem } from "@/api/problem";
import type { Collection } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Checkbox } from "@/components/ui/Checkbox";
import { Dialog } from "@/components/ui/Dialog";
import { Field } from "@/components/ui/Field";
import { ProblemText } from "@/components/ui/ProblemText";
import { TextArea } from "@/components/ui/TextArea";
import { describeField } from "@/lib/problems";

interface CollectionDialogProps {
  open: boolean;
  /** None: one is to be made. */
  collection: Collection | undefined;
  admin: boolean;
  onClose: () => void;
}

/** Makes a collection, or changes what it is called and who may read it. */
export function CollectionDialog({ open, ...rest }: CollectionDialogProps) {
  const { t } = useTranslation();
  const { collection, onClose } = rest;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      label={collection ? t("documents.editOf", { name: collection.name }) : t("documents.newCollection")}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <CollectionForm {...rest} />
    </Dialog>
  );
}

function CollectionForm({ collection, admin, onClose }: Omit<CollectionDialogProps, "open">) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState(collection?.name ?? "");
  const [description, setDescription] = useState(collection?.description ?? "");
  const [shared, setShared] = useState(collection?.shared ?? false);
  const save = useMutation({
    mutationFn: () =>
      saveCollection(collection?.id, {
        name: name.trim(),
        description: description.trim(),
        ...(admin && { shared }),
      }),
    onSuccess: async () => {
      await refreshDocuments(queries);
      onClose();
    },
  });
  const problem = save.error ? asProblem(save.error) : null;
  const faults = {
    name: describeField(problem, "name", t),
    description: describeField(problem, "description", t),
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim()) save.mutate();
  }

  return (
    <form onSubmit={submit}>
      <h2 className="text-lg font-semibold tracking-tight">
        {t(collection ? "documents.collection" : "documents.newCollection")}
      </h2>
      <div className="mt-4 space-y-4">
        <Field
          label={t("documents.name")}
          error={faults.name}
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextArea
          label={t("documents.description")}
          error={faults.description}
          maxLength={1000}
          dir="auto"
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        {admin && (
          <Checkbox
            label={t("documents.share")}
            hint={t("documents.shareHint")}
            checked={shared}
            onChange={(event) => setShared(event.target.checked)}
          />
        )}
      </div>
      {problem && !faults.name && !faults.description && (
        <Callout tone="bad" announce className="mt-4">
          <ProblemText problem={problem} />
        </Callout>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Button onClick={onClose}>{t("documents.cancel")}</Button>
        <Button type="submit" look="accent" busy={save.isPending} disabled={!name.trim()}>
          {t("documents.save")}
        </Button>
      </div>
    </form>
  );
}
