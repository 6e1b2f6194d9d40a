import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { refreshShares } from "@/api/shares";
import type { Conversation } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { Dialog } from "@/components/ui/Dialog";
import { ProblemText } from "@/components/ui/ProblemText";
import { changeConversation, patchConversation } from "../queries";
import { useSidebar } from "../sidebar";
import { refreshLists } from "./api";

interface PrivateDialogProps {
  conversation: Conversation;
  onClose: () => void;
}

/** Says what it means that a conversation is private, before it is one for good. */
export function PrivateDialog({ conversation, onClose }: PrivateDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { onNotice } = useSidebar();
  const title = conversation.title || t("nav.untitled");
  // It shows only once the server has done it: nobody should take for private what is not.
  const change = useMutation({
    mutationFn: () => changeConversation(conversation.id, { private: true }),
    onSuccess: (saved) => {
      patchConversation(queries, saved.id, saved);
      onNotice({ text: t("organise.privateDone", { title }) });
      onClose();
      void refreshLists(queries);
      void refreshShares(queries);
    },
  });

  return (
    <Dialog
      open
      onClose={onClose}
      label={t("organise.privateTitle", { title })}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <h2 className="text-lg font-semibold tracking-tight text-balance wrap-anywhere">
        {t("organise.privateTitle", { title })}
      </h2>
      <ul className="mt-3 list-disc space-y-1.5 pl-5 text-soft marker:text-faint">
        {(["Models", "Links", "Forever"] as const).map((what) => (
          <li key={what} className="text-pretty">
            {t(`organise.private${what}`)}
          </li>
        ))}
      </ul>
      {change.error && (
        <Callout tone="bad" announce className="mt-4">
          <ProblemText problem={asProblem(change.error)} />
        </Callout>
      )}
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button autoFocus onClick={onClose}>
          {t("organise.cancel")}
        </Button>
        <Button look="accent" busy={change.isPending} onClick={() => change.mutate()}>
          {!change.isPending && <Lock aria-hidden className="size-4" />}
          {t("organise.privateConfirm")}
        </Button>
      </div>
    </Dialog>
  );
}
