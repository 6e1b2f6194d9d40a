import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Collection } from "@/api/types";
import { SendingRow } from "@/components/documents/SendingRow";
import { useSender } from "@/components/documents/useSender";
import { Button } from "@/components/ui/Button";

/** Takes documents, picked or dropped, into the library or into a collection. */
export function Upload({ collection }: { collection: Collection | undefined }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { sending, add, remove } = useSender(collection ? { collection_id: collection.id } : {});

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  }

  return (
    <>
      <fieldset
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={`mt-6 flex flex-col items-center rounded-lg border-2 border-dashed px-5 py-8 text-center transition-colors ${over ? "border-accent bg-accent-tint" : "border-line bg-sunken"}`}
      >
        <legend className="sr-only">{t("documents.upload")}</legend>
        <FileUp aria-hidden className="size-8 text-faint" />
        <p className="mt-2 text-soft text-pretty">
          {collection ? t("documents.dropInto", { name: collection.name }) : t("documents.drop")}
        </p>
        <p className="mt-1 text-sm text-faint text-pretty">{t("documents.formats")}</p>
        <Button look="accent" className="mt-4" onClick={() => input.current?.click()}>
          {t("documents.pick")}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label={t("documents.upload")}
          onChange={({ target }) => {
            add(target.files ?? []);
            target.value = "";
          }}
        />
      </fieldset>
      {sending.length > 0 && (
        <ul aria-label={t("documents.underWay")} className="mt-3 divide-y divide-line">
          {sending.map((one) => (
            <SendingRow key={one.key} sending={one} onRemove={() => remove(one.key)} />
          ))}
        </ul>
      )}
    </>
  );
}
