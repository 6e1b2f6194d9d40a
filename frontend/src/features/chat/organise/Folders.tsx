import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Label } from "@/api/types";
import { Button, Spinner } from "@/components/ui/Button";
import { ConversationRow } from "../ConversationRow";
import { conversationList } from "../queries";
import { belongs } from "../sidebar";
import { readOpen, writeOpen } from "./openFolders";

/** The folders, each of which opens to what is in it. Which are open is kept on this device. */
export default function Folders({ folders }: { folders: Label[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(readOpen);

  function toggle(name: string) {
    const next = open.includes(name) ? open.filter((one) => one !== name) : [...open, name];
    setOpen(next);
    writeOpen(next);
  }

  return (
    <section aria-label={t("organise.folders")} className="pt-3">
      {folders.map(({ name }) => {
        const shown = open.includes(name);
        return (
          <div key={name}>
            <h2>
              <button
                type="button"
                aria-expanded={shown}
                onClick={() => toggle(name)}
                className="flex min-h-9 w-full items-center gap-1.5 rounded-sm px-2 text-left text-sm font-medium text-soft hover:bg-hover pointer-coarse:min-h-11"
              >
                <ChevronRight
                  aria-hidden
                  className={`size-4 shrink-0 text-faint transition-transform ${shown ? "rotate-90" : ""}`}
                />
                <span className="truncate">{name}</span>
              </button>
            </h2>
            {shown && <Inside folder={name} />}
          </div>
        );
      })}
    </section>
  );
}

function Inside({ folder }: { folder: string }) {
  const { t } = useTranslation();
  const filter = { folder, pinned: false };
  const list = useInfiniteQuery(conversationList(filter));
  const items = list.data?.pages.flatMap((page) => page.items).filter((item) => belongs(item, filter));
  if (!items) return <Spinner className="my-2 ml-8 text-faint" />;
  return (
    <div className="pl-4">
      {items.length === 0 && <p className="px-2.5 py-1.5 text-sm text-faint">{t("organise.folderPinned")}</p>}
      <ul>
        {items.map((item) => (
          <ConversationRow key={item.id} conversation={item} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          look="quiet"
          className="min-h-9 text-sm"
          busy={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("organise.more")}
        </Button>
      )}
    </div>
  );
}
