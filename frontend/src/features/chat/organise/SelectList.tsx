import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Archive, ArchiveRestore, Folder, Pin, Tags, Trash2, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { BulkInput, Conversation } from "@/api/types";
import { Button, IconButton } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { describeProblem } from "@/lib/problems";
import { useSidebar } from "../sidebar";
import { bulk } from "./api";
import { BulkTagDialog } from "./BulkTagDialog";
import { FolderDialog } from "./FolderDialog";
import { toggle } from "./selection";

interface SelectListProps {
  items: Conversation[];
  /** Whether these are the archived ones. */
  archived: boolean;
  selected: string[];
  onSelected: (selected: string[] | null) => void;
}

type Deed = Omit<BulkInput, "ids">;

/** The way back from a deed, where there is one without loss. */
const BACK: Partial<Record<Deed["action"], Deed["action"]>> = { archive: "unarchive", unarchive: "archive" };

/** The list while several are being selected: each with a box, and above them what can be done with all. */
export default function SelectList({ items, archived, selected, onSelected }: SelectListProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { conversationId } = useParams({ strict: false });
  const { onNotice } = useSidebar();
  const [dialog, setDialog] = useState<"folder" | "tag" | "delete" | null>(null);
  const anchor = useRef<string | null>(null);
  const shift = useRef(false);
  const list = useRef<HTMLUListElement>(null);
  const ids = items.map(({ id }) => id);
  // What went elsewhere meanwhile is no longer selected.
  const here = selected.filter((id) => ids.includes(id));
  const some = here.length > 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first time only; afterwards the reader moves
  useEffect(() => {
    const boxes = list.current?.querySelectorAll<HTMLInputElement>("input");
    (boxes?.[Math.max(0, ids.indexOf(here[0] ?? ""))] ?? boxes?.[0])?.focus();
  }, []);

  const deed = useMutation({
    mutationFn: (input: BulkInput) => bulk(queries, input),
    onMutate: async ({ action, ids }) => {
      setDialog(null);
      if (action === "delete" && conversationId && ids.includes(conversationId)) await navigate({ to: "/" });
    },
    onSuccess: (count, { action, ids }) => {
      const back = BACK[action];
      onNotice({
        text: t(`organise.done.${action}`, { count }),
        ...(back && { undo: () => deed.mutate({ ids, action: back }) }),
      });
      onSelected(null);
    },
    onError: (error) => onNotice({ text: describeProblem(asProblem(error), t), bad: true }),
  });
  const run = (input: Deed) => deed.mutate({ ids: here, ...input });

  function press(id: string) {
    onSelected(toggle(ids, here, id, shift.current ? anchor.current : null));
    anchor.current = id;
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (dialog) return;
    const boxes = [...(list.current?.querySelectorAll<HTMLInputElement>("input") ?? [])];
    const at = boxes.indexOf(event.target as HTMLInputElement);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = step !== 0 && at >= 0 ? boxes[at + step] : undefined;
    if (event.key === "Escape") onSelected(null);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) onSelected(ids);
    else if (event.key === "Delete" && some) setDialog("delete");
    else if (next) {
      next.focus();
      const both = ids.filter((_, index) => index === at || index === at + step);
      if (event.shiftKey) onSelected([...new Set([...here, ...both])]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that reach the boxes and buttons inside
    <div onKeyDown={onKeyDown}>
      <div
        role="toolbar"
        aria-label={t("organise.selection")}
        className="sticky top-0 z-10 -mx-3 border-b border-line bg-sunken px-3 pt-1 pb-1.5"
      >
        <div className="flex items-center gap-1">
          <span role="status" className="min-w-0 flex-1 truncate pl-2 text-sm font-medium">
            {t("organise.selected", { count: here.length })}
          </span>
          <Button
            look="quiet"
            className="min-h-9 px-2.5 text-sm"
            onClick={() => onSelected(here.length === ids.length ? [] : ids)}
          >
            {t(here.length === ids.length && some ? "organise.selectNone" : "organise.selectAll")}
          </Button>
          <IconButton label={t("organise.endSelection")} onClick={() => onSelected(null)}>
            <X />
          </IconButton>
        </div>
        <div className="flex justify-between">
          <Tool name={t("organise.pin")} disabled={!some} onPress={() => run({ action: "pin" })}>
            <Pin />
          </Tool>
          <Tool name={t("organise.move")} disabled={!some} onPress={() => setDialog("folder")}>
            <Folder />
          </Tool>
          <Tool name={t("organise.tags")} disabled={!some} onPress={() => setDialog("tag")}>
            <Tags />
          </Tool>
          <Tool
            name={t(archived ? "organise.unarchive" : "organise.archive")}
            disabled={!some}
            onPress={() => run({ action: archived ? "unarchive" : "archive" })}
          >
            {archived ? <ArchiveRestore /> : <Archive />}
          </Tool>
          <Tool name={t("nav.delete")} disabled={!some} onPress={() => setDialog("delete")}>
            <Trash2 className="text-bad" />
          </Tool>
        </div>
      </div>
      <ul ref={list} aria-label={t("nav.sidebar")} className="pt-2 select-none">
        {items.map(({ id, title, folder }) => (
          <li key={id}>
            <label
              onPointerDown={(event) => {
                shift.current = event.shiftKey;
              }}
              className="flex min-h-9 items-center gap-2.5 rounded-sm px-2.5 text-soft hover:bg-hover has-checked:bg-hover has-checked:text-ink pointer-coarse:min-h-11"
            >
              <input
                type="checkbox"
                checked={here.includes(id)}
                onKeyDown={(event) => {
                  shift.current = event.shiftKey;
                }}
                onChange={() => press(id)}
                className="size-4.5 shrink-0 accent-accent"
              />
              <span className="min-w-0 flex-1 truncate">{title || t("nav.untitled")}</span>
              {folder && <span className="max-w-20 shrink-0 truncate text-xs text-faint">{folder}</span>}
            </label>
          </li>
        ))}
      </ul>
      {dialog === "folder" && (
        <FolderDialog
          onClose={() => setDialog(null)}
          onChoose={(folder) => run({ action: "move", folder })}
        />
      )}
      {dialog === "tag" && (
        <BulkTagDialog onClose={() => setDialog(null)} onChoose={(action, tag) => run({ action, tag })} />
      )}
      {dialog === "delete" && (
        <Dialog
          open
          onClose={() => setDialog(null)}
          label={t("organise.deleteTitle", { count: here.length })}
          className="m-auto w-[min(26rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
        >
          <h2 className="text-lg font-semibold tracking-tight">
            {t("organise.deleteTitle", { count: here.length })}
          </h2>
          <p className="mt-2 text-soft text-pretty">{t("organise.deleteText")}</p>
          <div className="mt-6 flex justify-end gap-2">
            <Button autoFocus onClick={() => setDialog(null)}>
              {t("delete.keep")}
            </Button>
            <Button look="danger" busy={deed.isPending} onClick={() => run({ action: "delete" })}>
              {t("delete.confirm")}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

interface ToolProps {
  name: string;
  disabled: boolean;
  onPress: () => void;
  children: ReactNode;
}

function Tool({ name, disabled, onPress, children }: ToolProps) {
  return (
    <IconButton label={name} disabled={disabled} onClick={onPress} className="size-9">
      {children}
    </IconButton>
  );
}
