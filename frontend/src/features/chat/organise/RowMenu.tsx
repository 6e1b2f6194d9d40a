import {
  Archive,
  ArchiveRestore,
  Download,
  Folder,
  Link2,
  ListChecks,
  Lock,
  Pencil,
  Pin,
  PinOff,
  Tags,
  Trash2,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { MenuItem, MenuSeparator, SubMenu } from "@/components/ui/Menu";
import { useSidebar } from "../sidebar";
import { EXPORT_FORMATS, exportAddress, useChange } from "./api";

export type RowDialog = "folder" | "tags" | "share" | "private";

interface RowMenuProps {
  conversation: Conversation;
  /** Lets something begin once the menu has closed. */
  after: (act: () => void) => () => void;
  onRename: () => void;
  onDialog: (dialog: RowDialog) => void;
}

/** What can be done with one conversation. */
export default function RowMenu({ conversation, after, onRename, onDialog }: RowMenuProps) {
  const { t } = useTranslation();
  const { onDelete, onSelect } = useSidebar();
  const change = useChange();
  const { id, pinned, archived } = conversation;
  const title = conversation.title || t("nav.untitled");

  function archive() {
    // The row goes; who uses the keyboard goes on beside it.
    const row = document.querySelector(`nav a[href$="/c/${id}"]`)?.closest("li");
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
      <MenuItem onSelect={() => change.mutate({ conversation, input: { pinned: !pinned } })}>
        {pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
        {t(pinned ? "organise.unpin" : "organise.pin")}
      </MenuItem>
      <MenuItem onSelect={after(onRename)}>
        <Pencil aria-hidden />
        {t("nav.rename")}
      </MenuItem>
      <MenuItem onSelect={after(() => onDialog("folder"))}>
        <Folder aria-hidden />
        {t("organise.move")}
      </MenuItem>
      <MenuItem onSelect={after(() => onDialog("tags"))}>
        <Tags aria-hidden />
        {t("organise.tags")}
      </MenuItem>
      <MenuItem onSelect={after(() => onSelect(id))}>
        <ListChecks aria-hidden />
        {t("organise.select")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={after(() => onDialog("share"))}>
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
      {!conversation.private && (
        <MenuItem onSelect={after(() => onDialog("private"))}>
          <Lock aria-hidden />
          {t("organise.makePrivate")}
        </MenuItem>
      )}
      <MenuItem onSelect={after(archive)}>
        {archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        {t(archived ? "organise.unarchive" : "organise.archive")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem className="text-bad" onSelect={after(() => onDelete(conversation))}>
        <Trash2 aria-hidden />
        {t("nav.delete")}
      </MenuItem>
    </>
  );
}
