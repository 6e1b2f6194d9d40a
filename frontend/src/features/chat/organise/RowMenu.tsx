import {
  Archive,
  ArchiveRestore,
  Download,
  Folder,
  Link2,
  ListChecks,
  Pencil,
  Pin,
  PinOff,
  Tags,
  Trash2,
} from "lucide-react";
import { type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { Menu, MenuItem, MenuSeparator, SubMenu } from "@/components/ui/Menu";
import { lazyPart } from "@/lib/lazyPart";
import { useSidebar } from "../sidebar";
import { useAfterMenu } from "./afterMenu";
import { EXPORT_FORMATS, exportAddress, useChange } from "./api";
import { FolderDialog } from "./FolderDialog";
import { TagsDialog } from "./TagsDialog";

const ShareDialog = lazyPart(() => import("./ShareDialog"), "organise");

interface RowMenuProps {
  conversation: Conversation;
  trigger: ReactNode;
  onRename: () => void;
}

/** What can be done with one conversation. It opens at once: it loads when it is asked for. */
export default function RowMenu({ conversation, trigger, onRename }: RowMenuProps) {
  const { t } = useTranslation();
  const { onDelete, onSelect } = useSidebar();
  const { after, onCloseAutoFocus } = useAfterMenu();
  const [dialog, setDialog] = useState<"folder" | "tags" | "share" | null>(null);
  const content = useRef<HTMLDivElement>(null);
  const change = useChange();
  const { id, pinned, archived } = conversation;
  const title = conversation.title || t("nav.untitled");

  // It has loaded after the key that opened it was pressed, and so does not know that it was a key.
  useEffect(() => {
    if (!matchMedia("(pointer: coarse)").matches)
      content.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, []);

  function archive() {
    // The row goes; who uses the keyboard goes on beside it.
    const row = content.current?.ownerDocument.querySelector(`a[href$="/c/${id}"]`)?.closest("li");
    const beside = (row?.nextElementSibling ?? row?.previousElementSibling)?.querySelector("a");
    change.mutate({
      conversation,
      input: { archived: !archived },
      said: t(archived ? "organise.unarchivedOne" : "organise.archivedOne", { title }),
    });
    beside?.focus();
  }

  return (
    <>
      <Menu ref={content} align="start" startOpen trigger={trigger} onCloseAutoFocus={onCloseAutoFocus}>
        <MenuItem onSelect={() => change.mutate({ conversation, input: { pinned: !pinned } })}>
          {pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
          {t(pinned ? "organise.unpin" : "organise.pin")}
        </MenuItem>
        <MenuItem onSelect={after(onRename)}>
          <Pencil aria-hidden />
          {t("nav.rename")}
        </MenuItem>
        <MenuItem onSelect={after(() => setDialog("folder"))}>
          <Folder aria-hidden />
          {t("organise.move")}
        </MenuItem>
        <MenuItem onSelect={after(() => setDialog("tags"))}>
          <Tags aria-hidden />
          {t("organise.tags")}
        </MenuItem>
        <MenuItem onSelect={after(() => onSelect(id))}>
          <ListChecks aria-hidden />
          {t("organise.select")}
        </MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={after(() => setDialog("share"))}>
          <Link2 aria-hidden />
          {t("organise.share")}
        </MenuItem>
        <SubMenu icon={<Download aria-hidden />} label={t("organise.export")}>
          {EXPORT_FORMATS.map((format) => (
            <MenuItem key={format} asChild>
              <a href={exportAddress(id, format)} download>
                {t(`organise.formats.${format}`)}
              </a>
            </MenuItem>
          ))}
        </SubMenu>
        <MenuItem onSelect={after(archive)}>
          {archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
          {t(archived ? "organise.unarchive" : "organise.archive")}
        </MenuItem>
        <MenuSeparator />
        <MenuItem className="text-bad" onSelect={after(() => onDelete(conversation))}>
          <Trash2 aria-hidden />
          {t("nav.delete")}
        </MenuItem>
      </Menu>
      {dialog === "folder" && (
        <FolderDialog
          current={conversation.folder}
          onClose={() => setDialog(null)}
          onChoose={(folder) => {
            setDialog(null);
            change.mutate({
              conversation,
              input: { folder },
              said: folder ? t("organise.movedTo", { folder }) : t("organise.movedOut"),
            });
          }}
        />
      )}
      {dialog === "tags" && (
        <TagsDialog
          current={conversation.tags}
          onClose={() => setDialog(null)}
          onChoose={(tags) => {
            setDialog(null);
            change.mutate({ conversation, input: { tags } });
          }}
        />
      )}
      {dialog === "share" && (
        <Suspense>
          <ShareDialog conversation={conversation} onClose={() => setDialog(null)} />
        </Suspense>
      )}
    </>
  );
}
