import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Dialog } from "@/components/ui/Dialog";
import { ProblemText } from "@/components/ui/ProblemText";
import { deleteMessage, refreshConversation } from "./queries";
import { useThread } from "./threadContext";
import type { Row } from "./tree";

/** Asks before a message goes for good, and says what goes with it. */
export function DeleteTurnDialog({ row, onClose }: { row: Row | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { conversationId, actions } = useThread();
  const siblings = row?.siblings ?? [];
  const alone = row?.message.role === "user" || siblings.length < 2;

  const remove = useMutation({
    mutationFn: deleteMessage,
    onSuccess: async (_, id) => {
      const at = siblings.indexOf(id);
      actions.onDeleted(id, siblings[at - 1] ?? siblings[at + 1]);
      if (conversationId) await refreshConversation(queries, conversationId);
      onClose();
    },
  });
  const close = () => {
    remove.reset();
    onClose();
  };

  return (
    <Dialog
      open={row !== undefined}
      onClose={close}
      label={t("thread.deleteTitle")}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <h2 className="text-lg font-semibold tracking-tight">{t("thread.deleteTitle")}</h2>
      <p className="mt-2 text-soft text-pretty">
        {alone ? t("thread.deleteTurn") : t("thread.deleteAnswer", { count: siblings.length })}
      </p>
      {remove.error && (
        <Callout tone="bad" announce className="mt-4">
          <ProblemText problem={asProblem(remove.error)} />
        </Callout>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Button autoFocus onClick={close}>
          {t("delete.keep")}
        </Button>
        <Button look="danger" busy={remove.isPending} onClick={() => row && remove.mutate(row.message.id)}>
          {t("thread.delete")}
        </Button>
      </div>
    </Dialog>
  );
}
