import { useInfiniteQuery } from "@tanstack/react-query";
import { FilePlus2 } from "lucide-react";
import { useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type DocumentHome, documentsQuery } from "@/api/documents";
import { itemsOf } from "@/api/memory";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { DocumentRow } from "./DocumentRow";
import { SendingRow } from "./SendingRow";
import { useSender } from "./useSender";

interface DocumentsOfProps {
  home: DocumentHome;
  title: string;
  lead: string;
  editable: boolean;
}

/** The documents of a conversation or of a persona, and how more of them come. */
export default function DocumentsOf({ home, title, lead, editable }: DocumentsOfProps) {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useInfiniteQuery(documentsQuery(home));
  const { sending, add, remove } = useSender(home);
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="text-lg font-semibold tracking-tight">
        {title}
      </h2>
      <p className="mt-1 text-sm text-soft text-pretty">{lead}</p>
      {list.error && (
        <Callout tone="bad" announce className="mt-3">
          <ProblemText problem={asProblem(list.error)} />
        </Callout>
      )}
      <ul aria-labelledby={id} className="mt-2 divide-y divide-line">
        {sending.map((one) => (
          <SendingRow key={one.key} sending={one} onRemove={() => remove(one.key)} />
        ))}
        {itemsOf(list.data).map((document) => (
          <DocumentRow key={document.id} document={document} editable={editable} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button className="mt-2" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("documents.more")}
        </Button>
      )}
      {editable && (
        <>
          <Button className="mt-3" onClick={() => input.current?.click()}>
            <FilePlus2 aria-hidden className="size-4" />
            {t("documents.add")}
          </Button>
          <input
            ref={input}
            type="file"
            multiple
            hidden
            aria-label={title}
            onChange={({ target }) => {
              add(target.files ?? []);
              target.value = "";
            }}
          />
        </>
      )}
    </section>
  );
}
