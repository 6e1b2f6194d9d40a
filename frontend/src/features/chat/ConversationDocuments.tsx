import { useTranslation } from "react-i18next";
import DocumentsOf from "@/components/documents/DocumentsOf";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";

interface ConversationDocumentsProps {
  conversationId: string;
  onClose: () => void;
}

/** The documents of a conversation: what it can look things up in, and how more comes. */
export default function ConversationDocuments({ conversationId, onClose }: ConversationDocumentsProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      open
      onClose={onClose}
      label={t("documents.here.title")}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(36rem,calc(100vw-2rem))] animate-pop overflow-y-auto rounded-lg p-6"
    >
      <DocumentsOf
        home={{ conversation_id: conversationId }}
        title={t("documents.here.title")}
        lead={t("documents.here.lead")}
        editable
      />
      <div className="mt-6 flex justify-end">
        <Button onClick={onClose}>{t("documents.close")}</Button>
      </div>
    </Dialog>
  );
}
