import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addAgain, memorySettingsQuery, refreshMemories } from "@/api/memory";
import { asProblem } from "@/api/problem";
import type { Memory } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { AddMemory } from "./AddMemory";
import { Inbox } from "./Inbox";
import { MemoryList } from "./MemoryList";
import { Page } from "./Page";
import { Settings } from "./Settings";
import { TryOut } from "./TryOut";
import { UndoBar } from "./UndoBar";

/** What Mami remembers, all of it: to be looked at, corrected, and forgotten. */
export default function MemoryPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const settings = useQuery(memorySettingsQuery);
  const [deleted, setDeleted] = useState<Memory | null>(null);
  const { data } = settings;

  return (
    <Page>
      {settings.error && (
        <Callout
          tone="bad"
          announce
          className="mt-6"
          action={
            <Button busy={settings.isFetching} onClick={() => void settings.refetch()}>
              {t("tryAgain")}
            </Button>
          }
        >
          <ProblemText problem={asProblem(settings.error)} />
        </Callout>
      )}
      {data && !data.available && <Callout className="mt-6">{t("memory.offHere")}</Callout>}
      {data?.available && !data.enabled && <Callout className="mt-6">{t("memory.offForYou")}</Callout>}
      {data !== undefined && data.pending > 0 && <Inbox count={data.pending} />}
      {data?.available && <AddMemory />}
      <MemoryList onDeleted={setDeleted} />
      {data?.available && <TryOut />}
      {data && <Settings settings={data} />}
      {deleted && (
        <UndoBar
          key={deleted.id}
          text={deleted.text}
          undo={async () => {
            await addAgain(deleted);
            await refreshMemories(queries);
          }}
          onGone={() => setDeleted(null)}
        />
      )}
    </Page>
  );
}
