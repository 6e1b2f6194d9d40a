import { Download, FileText, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "@/api/types";
import { IconButton } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { fileSize } from "@/lib/fileSize";
import { fileAddress } from "./files";

/** What was sent along with a message: pictures to look at, texts to save. */
export function MessageFiles({ files }: { files: readonly Attachment[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Attachment | null>(null);
  return (
    <>
      <ul aria-label={t("attach.files")} className="mb-1.5 flex max-w-[85%] flex-wrap justify-end gap-2">
        {files.map((file) => (
          <li key={file.id}>
            {file.kind === "image" ? (
              <Thumbnail file={file} onOpen={() => setOpen(file)} />
            ) : (
              <TextChip file={file} />
            )}
          </li>
        ))}
      </ul>
      <Lightbox file={open} onClose={() => setOpen(null)} />
    </>
  );
}

/** The place is there before the picture is, so that nothing jumps. */
function Thumbnail({ file, onOpen }: { file: Attachment; onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      aria-label={t("attach.open", { name: file.name })}
      title={file.name}
      onClick={onOpen}
      className="block size-32 overflow-hidden rounded-md border border-line bg-sunken transition-[border-color] hover:border-edge"
    >
      <img src={fileAddress(file.id)} alt="" decoding="async" className="size-full object-cover" />
    </button>
  );
}

function TextChip({ file }: { file: Attachment }) {
  const { i18n } = useTranslation();
  return (
    <a
      href={fileAddress(file.id)}
      download={file.name}
      className="flex h-12 max-w-64 items-center gap-2.5 rounded-md border border-line bg-raised px-3 text-sm transition-colors hover:bg-hover"
    >
      <FileText aria-hidden className="size-5 shrink-0 text-faint" />
      <span className="min-w-0 leading-tight">
        <span className="block truncate">{file.name}</span>
        <span className="block text-xs text-faint">{fileSize(file.size, i18n.language)}</span>
      </span>
    </a>
  );
}

function Lightbox({ file, onClose }: { file: Attachment | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      open={file !== null}
      onClose={onClose}
      label={file?.name ?? ""}
      className="m-auto max-h-[calc(100dvh-1.5rem)] max-w-[calc(100vw-1.5rem)] animate-pop overflow-hidden rounded-lg"
    >
      {file && (
        <figure className="flex max-h-[calc(100dvh-1.5rem)] flex-col">
          <figcaption className="flex items-center gap-1 py-1 pr-1 pl-4 text-sm">
            <span className="min-w-0 flex-1 truncate">{file.name}</span>
            <a
              href={fileAddress(file.id)}
              download={file.name}
              aria-label={t("attach.save")}
              title={t("attach.save")}
              className="flex size-10 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-ink"
            >
              <Download aria-hidden className="size-4.5" />
            </a>
            <IconButton label={t("thread.close")} onClick={onClose} className="size-10">
              <X />
            </IconButton>
          </figcaption>
          <img
            src={fileAddress(file.id)}
            alt={file.name}
            width={file.width ?? undefined}
            height={file.height ?? undefined}
            className="min-h-0 w-auto max-w-full object-contain"
          />
        </figure>
      )}
    </Dialog>
  );
}
