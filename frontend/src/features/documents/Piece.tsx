import type { TFunction } from "i18next";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentPiece, DocumentPlace } from "@/api/types";
import { newHeadings, overlap, repeated } from "./pieces";

interface PieceProps {
  piece: DocumentPiece;
  /** The one before it, where that is on show. */
  above: DocumentPiece | undefined;
  /** It is the one that was asked for. */
  marked: boolean;
  ref: Ref<HTMLLIElement> | undefined;
}

/** A piece of a document with its headings, where they change, and its place. */
export function Piece({ piece, above, marked, ref }: PieceProps) {
  const { t } = useTranslation();
  const place = piece.place ? placeText(piece.place, t) : "";
  // Pieces may begin with the end of the one before, so that each can be understood alone.
  const headings = newHeadings(above, piece);
  const skipped = marked ? 0 : overlap(above, piece);
  const text = piece.text.slice(skipped || repeated(piece.text, headings));
  return (
    <li
      ref={ref}
      tabIndex={-1}
      aria-current={marked ? "location" : undefined}
      className={`-mx-3 rounded-md px-3 py-2 outline-none ${marked ? "bg-accent-tint" : ""}`}
    >
      {headings.map((heading) => (
        <h2 key={heading} dir="auto" className="mt-3 mb-1 font-semibold wrap-anywhere">
          {heading}
        </h2>
      ))}
      <p className="text-xs text-faint">
        {t("documents.piece", { count: piece.position + 1 })}
        {place && ` · ${place}`}
        {marked && <span className="sr-only"> · {t("documents.marked")}</span>}
      </p>
      <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
        {text}
      </p>
    </li>
  );
}

function placeText(place: DocumentPlace, t: TFunction): string {
  if ("page" in place) return t("documents.places.page", { count: place.page });
  if ("chapter" in place) return t("documents.places.chapter", { count: place.chapter });
  if ("line" in place) return t("documents.places.line", { count: place.line });
  if ("sheet" in place) {
    return t("documents.places.sheet", { name: place.sheet.name, count: place.sheet.row });
  }
  return "";
}
