import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { useChange } from "./api";
import { FolderDialog } from "./FolderDialog";
import { PrivateDialog } from "./PrivateDialog";
import type { RowDialog } from "./RowMenu";
import { ShareDialog } from "./ShareDialog";
import { TagsDialog } from "./TagsDialog";

interface RowDialogsProps {
  which: RowDialog;
  conversation: Conversation;
  onClose: () => void;
}

/** What the menu of a row asks for more about. */
export default function RowDialogs({ which, conversation, onClose }: RowDialogsProps) {
  const { t } = useTranslation();
  const change = useChange();
  if (which === "share") return <ShareDialog conversation={conversation} onClose={onClose} />;
  if (which === "private") return <PrivateDialog conversation={conversation} onClose={onClose} />;
  if (which === "tags") {
    return (
      <TagsDialog
        current={conversation.tags}
        onClose={onClose}
        onChoose={(tags) => {
          onClose();
          change.mutate({ conversation, input: { tags } });
        }}
      />
    );
  }
  return (
    <FolderDialog
      current={conversation.folder}
      onClose={onClose}
      onChoose={(folder) => {
        onClose();
        const said = folder ? t("organise.movedTo", { folder }) : t("organise.movedOut");
        change.mutate({ conversation, input: { folder }, said });
      }}
    />
  );
}
