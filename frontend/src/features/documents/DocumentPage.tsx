import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Download } from "lucide-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { contentQuery, documentFile, documentQuery, isBusy } from "@/api/documents";
import { itemsOf } from "@/api/memory";
import { asProblem } from "@/api/problem";
import type { MemoryDocument } from "@/api/types";
import { Bar } from "@/components/documents/Bar";
import { faultText } from "@/components/documents/faults";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { Skeleton } from "@/components/ui/Skeleton";
import { fileSize } from "@/lib/fileSize";
import { scrollToMiddle } from "@/lib/scrollTo";
import { Piece } from "./Piece";

/** How many pieces stand above the one that is opened. */
const BEFORE = 3;

/** A document as Mami has read it, piece by piece; opened at a place, that is marked. */
export default function DocumentPage() {
  const { t, i18n } = useTranslation();
  const { documentId } = useParams({ from: "/inside/documents/$documentId" });
  const { piece } = useSearch({ from: "/inside/documents/$documentId" });
  const { data: document, error } = useQuery(documentQuery(documentId));

  return (
    <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
      <div className="pad-safe-bottom mx-auto w-full max-w-column px-5 pt-4 pb-12 md:pt-8">
        <Link
          to="/documents"
          className="-ml-1 inline-flex min-h-9 items-center gap-1.5 text-sm font-medium text-soft hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t("account.documents")}
        </Link>
        {error && (
          <Callout tone="bad" announce className="mt-4">
            {asProblem(error).status === 404 ? (
              t("documents.gone")
            ) : (
              <ProblemText problem={asProblem(error)} />
            )}
          </Callout>
        )}
        {document && (
          <>
            <div className="mt-2 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
              <div className="min-w-0">
                <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{document.name}</h1>
                <p className="mt-1 text-sm text-faint">
                  {fileSize(document.size, i18n.language)} ·{" "}
                  {t("documents.pieces", { count: document.chunks })}
                </p>
              </div>
              <a
                href={documentFile(document.id)}
                download
                className="inline-flex min-h-10 items-center justify-center gap-2 rounded-md border border-line bg-raised px-4 font-medium transition-colors hover:bg-hover"
              >
                <Download aria-hidden className="size-4" />
                {t("documents.saveAsCame")}
              </a>
            </div>
            <Body key={`${document.id} ${piece ?? ""}`} document={document} piece={piece} />
          </>
        )}
        {!document && !error && <Skeleton />}
      </div>
    </main>
  );
}

function Body({ document, piece }: { document: MemoryDocument; piece: number | undefined }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState(Math.max(0, (piece ?? 0) - BEFORE));
  const ready = document.status === "ready";
  const content = useInfiniteQuery({ ...contentQuery(document.id, from), enabled: ready });
  const pieces = itemsOf(content.data);
  // Once: whoever goes on reading is not taken back.
  const [shown, setShown] = useState(false);
  const show = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    scrollToMiddle(element);
    element.focus({ preventScroll: true });
    setShown(true);
  }, []);

  if (isBusy(document)) {
    return (
      <div className="mt-6 space-y-3">
        <p className="text-soft">{t(`documents.status.${document.status}`)}</p>
        <Bar share={document.progress / 100} label={t("documents.reading", { name: document.name })} />
      </div>
    );
  }
  if (!ready) {
    return (
      <Callout tone="bad" className="mt-6">
        {faultText(document, t)}
      </Callout>
    );
  }
  return (
    <>
      {from > 0 && (
        <Button className="mt-6" onClick={() => setFrom(0)}>
          {t("documents.fromStart")}
        </Button>
      )}
      {content.error && (
        <Callout tone="bad" announce className="mt-4">
          <ProblemText problem={asProblem(content.error)} />
        </Callout>
      )}
      {content.isPending && <Skeleton />}
      <ol className="mt-4 space-y-1">
        {pieces.map((one, index) => {
          const marked = one.position === piece;
          return (
            <Piece
              key={one.id}
              piece={one}
              above={pieces[index - 1]}
              marked={marked}
              ref={marked && !shown ? show : undefined}
            />
          );
        })}
      </ol>
      {content.hasNextPage && (
        <div className="mt-5 text-center">
          <Button busy={content.isFetchingNextPage} onClick={() => void content.fetchNextPage()}>
            {t("documents.more")}
          </Button>
        </div>
      )}
    </>
  );
}
