import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import type { Conversation } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Checkbox } from "@/components/ui/Checkbox";
import { Dialog } from "@/components/ui/Dialog";
import { ProblemText } from "@/components/ui/ProblemText";
import { deleteConversation, dropConversation } from "./queries";

/** Asks before a conversation goes for good. */
export default function DeleteDialog({
  conversation,
  onClose,
}: {
  conversation: Conversation;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { conversationId } = useParams({ strict: false });
  const [memories, setMemories] = useState(false);

  const remove = useMutation({
    mutationFn: deleteConversation,
    onSuccess: async (_, { id }) => {
      if (id === conversationId) await navigate({ to: "/" });
      dropConversation(queries, id);
      onClose();
    },
  });
  const close = () => {
    remove.reset();
    onClose();
  };

  return (
    <Dialog
      open
      onClose={close}
      label={t("delete.title")}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <h2 className="text-lg font-semibold tracking-tight">{t("delete.title")}</h2>
      <p className="mt-2 text-soft text-pretty">
        {t("delete.text", { title: conversation.title || t("nav.untitled") })}
      </p>
      <Checkbox
        className="mt-3"
        label={t("delete.memories")}
        checked={memories}
        onChange={(event) => setMemories(event.target.checked)}
      />
      {remove.error && (
        <Callout tone="bad" announce className="mt-4">
          <ProblemText problem={asProblem(remove.error)} />
        </Callout>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Button autoFocus onClick={close}>
          {t("delete.keep")}
        </Button>
        <Button
          look="danger"
          busy={remove.isPending}
          onClick={() => remove.mutate({ id: conversation.id, memories })}
        >
          {t("delete.confirm")}
        </Button>
      </div>
    </Dialog>
  );
}
