import clsx from "clsx";
import { FileText, ImageOff, Upload, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { Model, Problem } from "@/api/types";
import { IconButton } from "@/components/ui/Button";
import { fileSize } from "@/lib/fileSize";
import { describeProblem } from "@/lib/problems";
import { fileAddress } from "./files";
import { AUTO, modelName } from "./model";
import { type Item, Uploads } from "./uploads";

export const uploads = new Uploads();

interface TrayProps {
  place: string | undefined;
  /** The models on offer, and the one that is chosen. */
  models: readonly Model[] | undefined;
  chosen: string | undefined;
  onChoose: (model: string) => void;
}

/** The files that go with the next message, above its text. */
export function AttachmentTray({ place, models, chosen, onChoose }: TrayProps) {
  const { t } = useTranslation();
  const items = useSyncExternalStore(uploads.subscribe, () => uploads.items(place));
  if (items.length === 0) return null;
  return (
    <div className="px-3 pt-3">
      <ul aria-label={t("attach.files")} className="flex flex-wrap gap-2">
        {items.map((item) => (
          <li key={item.key}>
            <Entry item={item} onRemove={() => uploads.remove(place, item.key)} />
          </li>
        ))}
      </ul>
      {items.some(({ problem }) => problem) && (
        <ul role="alert" className="mt-2 space-y-0.5 text-sm text-bad">
          {items.map(
            ({ key, name, problem }) => problem && <Fault key={key} name={name} problem={problem} />,
          )}
        </ul>
      )}
      {items.some(({ kind }) => kind === "image") && (
        <NoEyes models={models} chosen={chosen} onChoose={onChoose} />
      )}
    </div>
  );
}

function Fault({ name, problem }: { name: string; problem: Problem }) {
  const { t } = useTranslation();
  return (
    <li className="wrap-anywhere">
      {name}: {describeProblem(problem, t)}
    </li>
  );
}

function Entry({ item, onRemove }: { item: Item; onRemove: () => void }) {
  const { t, i18n } = useTranslation();
  const { name, file, problem, progress } = item;
  const source = item.preview ?? (file && fileAddress(file.id));
  const going = !file && !problem;
  return (
    <div
      className={clsx(
        "relative flex h-14 items-center gap-2.5 overflow-hidden rounded-md border bg-sunken pr-1",
        problem ? "border-bad" : "border-line",
      )}
    >
      {item.kind === "image" && source && !problem ? (
        <img src={source} alt="" className="size-14 object-cover" />
      ) : (
        <span className="flex w-11 justify-end text-faint">
          {problem ? (
            <ImageOff aria-hidden className="size-5" />
          ) : (
            <FileText aria-hidden className="size-5" />
          )}
        </span>
      )}
      <span className="max-w-36 min-w-0 text-sm leading-tight">
        <span className="block truncate" title={name}>
          {name}
        </span>
        <span className="block text-xs text-faint">
          {problem
            ? t("attach.failed")
            : going
              ? t("attach.uploading", { percent: Math.floor(progress * 100) })
              : fileSize(item.size, i18n.language)}
        </span>
      </span>
      <IconButton label={t("attach.remove", { name })} onClick={onRemove}>
        <X />
      </IconButton>
      {going && (
        <progress
          aria-label={t("attach.progress", { name })}
          value={progress}
          max={1}
          className="absolute inset-x-0 bottom-0 h-1 w-full appearance-none bg-hover [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent"
        />
      )}
    </div>
  );
}

/** The chosen model cannot see: said before the picture is sent, with one that can. */
function NoEyes({ models, chosen, onChoose }: Omit<TrayProps, "place">) {
  const { t } = useTranslation();
  if (!models) return null;
  const seeing = models.filter((model) => model.id !== AUTO && model.capabilities.includes("vision"));
  const model = models.find((one) => one.id === chosen && one.id !== AUTO);
  if (model?.capabilities.includes("vision") || (!model && seeing.length > 0)) return null;
  const other = seeing.find(({ healthy }) => healthy);
  return (
    <p role="status" className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-warn">
      {model ? t("attach.noEyes", { name: modelName(model, t) }) : t("attach.nobodySees")}
      {model && other && (
        <>
          <Offer onClick={() => onChoose(other.id)}>{t("attach.use", { name: modelName(other, t) })}</Offer>
          <Offer onClick={() => onChoose(AUTO)}>{t("attach.useAuto")}</Offer>
        </>
      )}
    </p>
  );
}

function Offer({ children, onClick }: { children: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="min-h-7 rounded-sm font-medium text-accent underline underline-offset-2 pointer-coarse:min-h-10"
    >
      {children}
    </button>
  );
}

/** Covers the page while files are dragged over it. */
export function DropCurtain() {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-3 z-40 flex animate-pop flex-col items-center justify-center gap-3 rounded-lg border-2 border-dashed border-accent bg-canvas/90 text-lg font-medium"
    >
      <Upload aria-hidden className="size-8 text-accent" />
      {t("attach.drop")}
    </div>
  );
}
