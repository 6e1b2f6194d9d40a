import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link2, Lock } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { makeShare, refreshShares, revokeShare, sharesOf } from "@/api/shares";
import type { Conversation } from "@/api/types";
import { Button, Spinner } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { CopyLine } from "@/components/ui/CopyLine";
import { Dialog } from "@/components/ui/Dialog";
import { ProblemText } from "@/components/ui/ProblemText";
import { fullTime } from "@/lib/dates";

/** Makes links to a conversation as it is now, and takes them back. */
export function ShareDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const title = conversation.title || t("nav.untitled");
  const list = useQuery({ ...sharesOf(conversation.id), enabled: !conversation.private });
  const made = useRef<HTMLDivElement>(null);
  const make = useMutation({
    mutationFn: () => makeShare(conversation.id),
    onSuccess: () => refreshShares(queries),
  });
  const revoke = useMutation({
    mutationFn: revokeShare,
    onSuccess: async (_, id) => {
      if (id === make.data?.id) make.reset();
      await refreshShares(queries);
    },
  });
  const error = make.error ?? revoke.error ?? list.error;

  useEffect(() => {
    if (make.data) made.current?.focus();
  }, [make.data]);

  return (
    <Dialog
      open
      onClose={onClose}
      label={t("organise.shareTitle")}
      className="m-auto w-[min(32rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
    >
      <h2 className="text-lg font-semibold tracking-tight text-balance wrap-anywhere">
        {t("organise.shareTitleOf", { title })}
      </h2>
      {conversation.private ? (
        <p className="mt-3 flex gap-2.5 text-soft text-pretty">
          <Lock aria-hidden className="mt-1 size-4 shrink-0" />
          {t("organise.sharePrivate")}
        </p>
      ) : (
        <>
          <p className="mt-2 text-soft text-pretty">{t("organise.shareText")}</p>
          {error && (
            <Callout tone="bad" announce className="mt-4">
              <ProblemText problem={asProblem(error)} />
            </Callout>
          )}
          {make.data && (
            <div ref={made} tabIndex={-1} className="mt-4 outline-none">
              <CopyLine text={new URL(make.data.url, location.origin).href} label={t("organise.shareCopy")} />
              <p className="mt-2 text-sm text-faint text-pretty">{t("organise.shareOnce")}</p>
            </div>
          )}
          <Button
            look={make.data ? "outline" : "accent"}
            className="mt-4"
            busy={make.isPending}
            onClick={() => make.mutate()}
          >
            {!make.isPending && <Link2 aria-hidden className="size-4" />}
            {t(make.data ? "organise.shareAnother" : "organise.shareMake")}
          </Button>
          {list.isPending && <Spinner className="mt-4 block text-faint" />}
          {list.data && list.data.length > 0 && (
            <section className="mt-6 border-t border-line pt-4">
              <h3 className="text-sm font-medium">{t("organise.shareList")}</h3>
              <ul className="mt-1 max-h-56 divide-y divide-line overflow-y-auto">
                {list.data.map((share) => {
                  const when = fullTime(share.created_at, i18n.language);
                  return (
                    <li key={share.id} className="flex items-center justify-between gap-3 py-1.5 text-sm">
                      <span className="min-w-0">{t("organise.shareMade", { when })}</span>
                      <Button
                        look="quiet"
                        className="min-h-9 px-2.5 text-bad!"
                        aria-label={t("organise.shareRevokeOf", { when })}
                        busy={revoke.isPending && revoke.variables === share.id}
                        onClick={() => revoke.mutate(share.id)}
                      >
                        {t("organise.shareRevoke")}
                      </Button>
                    </li>
                  );
                })}
              </ul>
            </section>
          )}
        </>
      )}
      <div className="mt-6 flex justify-end">
        <Button onClick={onClose}>{t("organise.close")}</Button>
      </div>
    </Dialog>
  );
}
