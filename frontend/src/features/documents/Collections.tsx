import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FolderPlus, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deleteCollection, refreshDocuments } from "@/api/documents";
import { asProblem } from "@/api/problem";
import type { Collection } from "@/api/types";
import { DeleteDialog } from "@/components/documents/DeleteDialog";
import { Badge } from "@/components/ui/Badge";
import { Button, IconButton } from "@/components/ui/Button";
import { scrollToMiddle } from "@/lib/scrollTo";
import { CollectionDialog } from "./CollectionDialog";

interface CollectionsProps {
  collections: Collection[];
  admin: boolean;
  /** Shows what is in one. */
  onOpen: (id: string) => void;
}

/** Documents that belong together. */
export function Collections({ collections, admin, onOpen }: CollectionsProps) {
  const { t } = useTranslation();
  const [making, setMaking] = useState(false);
  return (
    <section aria-labelledby="collections" className="mt-10">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="collections" className="text-lg font-semibold tracking-tight">
          {t("documents.collections")}
        </h2>
        <Button onClick={() => setMaking(true)}>
          <FolderPlus aria-hidden className="size-4" />
          {t("documents.newCollection")}
        </Button>
      </div>
      {collections.length === 0 && (
        <p className="mt-2 text-sm text-faint text-pretty">{t("documents.noCollections")}</p>
      )}
      <ul aria-labelledby="collections" className="mt-2 divide-y divide-line">
        {collections.map((collection) => (
          <Row
            key={collection.id}
            collection={collection}
            admin={admin}
            onOpen={() => {
              onOpen(collection.id);
              scrollToMiddle(document.getElementById("documents-list"));
            }}
          />
        ))}
      </ul>
      <CollectionDialog open={making} collection={undefined} admin={admin} onClose={() => setMaking(false)} />
    </section>
  );
}

interface RowProps {
  collection: Collection;
  admin: boolean;
  onOpen: () => void;
}

function Row({ collection, admin, onOpen }: RowProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const { id, name, description, shared } = collection;
  const remove = useMutation({
    mutationFn: () => deleteCollection(id),
    onSuccess: () => refreshDocuments(queries),
  });
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 py-3">
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <button
            type="button"
            onClick={onOpen}
            className="text-left font-medium underline-offset-4 wrap-anywhere hover:underline"
          >
            {name}
          </button>
          {shared && <Badge>{t("documents.shared")}</Badge>}
        </p>
        {description && <p className="mt-0.5 text-sm text-soft text-pretty wrap-anywhere">{description}</p>}
        <p className="mt-0.5 text-sm text-faint">{t("documents.count", { count: collection.documents })}</p>
      </div>
      {(!shared || admin) && (
        <div className="-mr-1.5 ml-auto flex">
          <IconButton label={t("documents.editOf", { name })} onClick={() => setOpen("edit")}>
            <Pencil />
          </IconButton>
          <IconButton label={t("documents.deleteOf", { name })} onClick={() => setOpen("delete")}>
            <Trash2 />
          </IconButton>
        </div>
      )}
      <CollectionDialog
        open={open === "edit"}
        collection={collection}
        admin={admin}
        onClose={() => setOpen(null)}
      />
      <DeleteDialog
        open={open === "delete"}
        title={t("documents.deleteTitle", { name })}
        text={t("documents.deleteCollectionText", { count: collection.documents })}
        busy={remove.isPending}
        problem={remove.error ? asProblem(remove.error) : null}
        onConfirm={() => remove.mutate()}
        onClose={() => setOpen(null)}
      />
    </li>
  );
}
