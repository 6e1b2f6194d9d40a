import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, Lightbulb } from "lucide-react";
import {
  type FormEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { addAgain, changeMemory, deleteMemory, refreshMemories } from "@/api/memory";
import { asProblem } from "@/api/problem";
import type { Memory, Message, RecalledItem } from "@/api/types";
import { RecalledNote } from "@/components/recall/RecalledNote";
import { SourceLink } from "@/components/recall/SourceLink";
import { Button } from "@/components/ui/Button";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { TextArea } from "@/components/ui/TextArea";
import type { Cite } from "@/lib/markdown/cited";
import { QuietButton } from "./QuietButton";

interface RecalledState {
  items: readonly RecalledItem[];
  missed: string | null;
  /** What the answer may cite. */
  notes: string;
  cite: Cite;
  open: boolean;
  setOpen: (open: boolean) => void;
  /** The note that was asked for last; pressed again, it is another wish. */
  wish: { note: string } | null;
}

const NONE: readonly RecalledItem[] = [];

/** What was recalled for an answer, and what its citations are. */
export function useRecalled(message: Message): RecalledState {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [wish, setWish] = useState<{ note: string } | null>(null);
  const items = message.recall?.items ?? NONE;
  const cite = useCallback(
    (note: string): ReactNode => {
      const item = items.find((one) => one.note === note);
      if (!item) return null;
      const what = item.source.title || t(`recall.kinds.${item.kind}`);
      const number = note.slice(1);
      const label = t("recall.cited", { number, what });
      if (item.kind === "document" && item.source.document_id) {
        return (
          <SourceLink source={item.source} className="prose-cite" label={label}>
            {number}
          </SourceLink>
        );
      }
      return (
        <button
          type="button"
          className="prose-cite"
          aria-label={label}
          title={item.text || what}
          onClick={() => {
            setOpen(true);
            setWish({ note });
          }}
        >
          {number}
        </button>
      );
    },
    [items, t],
  );
  const notes = useMemo(() => items.map(({ note }) => note).join(" "), [items]);
  return { items, missed: message.recall?.missed ?? null, notes, cite, open, setOpen, wish };
}

/** A quiet word under an answer about what was recalled for it, which unfolds. */
export function Recalled({ recalled }: { recalled: RecalledState }) {
  const { t } = useTranslation();
  const { items, missed, open, setOpen, wish } = recalled;
  const id = useId();
  if (items.length === 0 && !missed) return null;
  return (
    <div className="mt-3">
      {missed && (
        <p className="text-sm text-faint text-pretty">
          {t(missed === "unavailable" ? "recall.missed.unavailable" : "recall.missed.late")}
        </p>
      )}
      {items.length > 0 && (
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="-ml-1.5 flex min-h-8 items-center gap-1.5 rounded-sm px-1.5 text-sm text-faint transition-colors hover:bg-hover hover:text-ink pointer-coarse:min-h-10"
        >
          <Lightbulb aria-hidden className="size-4" />
          {t("recall.chip", { count: items.length })}
          <ChevronDown aria-hidden className={`size-3.5 transition-transform ${open ? "rotate-180" : ""}`} />
        </button>
      )}
      {items.length > 0 && open && (
        <ol
          id={id}
          aria-label={t("recall.items")}
          className="mt-1 divide-y divide-line rounded-md border border-line px-1.5"
        >
          {items.map((item) => (
            <Item key={item.note} item={item} wish={wish?.note === item.note ? wish : null} />
          ))}
        </ol>
      )}
    </div>
  );
}

type Deed = { kind: "change"; text: string } | { kind: "forget" } | { kind: "back"; memory: Memory };

function Item({ item, wish }: { item: RecalledItem; wish: object | null }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const place = useRef<HTMLLIElement>(null);
  const [editing, setEditing] = useState<string | null>(null);
  // What became of it since; the answer itself stays as it was given.
  const [now, setNow] = useState<{ text: string; gone: Memory | null }>({
    text: item.text ?? "",
    gone: null,
  });
  const deed = useMutation({
    mutationFn: async (wanted: Deed) => {
      if (wanted.kind === "change")
        return { text: (await changeMemory(item.id, { text: wanted.text })).text, gone: null };
      if (wanted.kind === "back") return { text: (await addAgain(wanted.memory)).text, gone: null };
      return { text: now.text, gone: await deleteMemory(item.id) };
    },
    onSuccess: (then, { kind }) => {
      setNow(then);
      setEditing(null);
      // Brought back it is another one, with another id: the page of all of them is where it goes on.
      if (kind === "back") setBack(true);
      return refreshMemories(queries);
    },
  });
  const [back, setBack] = useState(false);

  useEffect(() => {
    if (!wish) return;
    place.current?.scrollIntoView({ block: "nearest" });
    place.current?.focus({ preventScroll: true });
  }, [wish]);

  function save(event: FormEvent) {
    event.preventDefault();
    const text = editing?.trim();
    if (text && !deed.isPending) deed.mutate({ kind: "change", text });
  }

  const mine = item.kind === "memory" && Boolean(item.text) && !back;
  return (
    <RecalledNote ref={place} item={item} text={now.gone ? "" : now.text} marked={wish !== null}>
      {mine && editing === null && (
        <p className="mt-1 flex flex-wrap items-center gap-x-1">
          {now.gone ? (
            <QuietButton
              busy={deed.isPending}
              onClick={() => now.gone && deed.mutate({ kind: "back", memory: now.gone })}
            >
              {t("recall.undo")}
            </QuietButton>
          ) : (
            <>
              <span className="mr-1 text-faint">{t("recall.wrong")}</span>
              <QuietButton busy={deed.isPending} onClick={() => setEditing(now.text)}>
                {t("recall.fix")}
              </QuietButton>
              <QuietButton busy={deed.isPending} onClick={() => deed.mutate({ kind: "forget" })}>
                {t("recall.forget")}
              </QuietButton>
            </>
          )}
        </p>
      )}
      {editing !== null && (
        <form onSubmit={save} className="mt-2">
          <TextArea
            label={t("recall.text")}
            autoFocus
            maxLength={2000}
            dir="auto"
            value={editing}
            onChange={(event) => setEditing(event.target.value)}
          />
          <div className="mt-2 flex justify-end gap-2">
            <Button onClick={() => setEditing(null)}>{t("recall.cancel")}</Button>
            <Button type="submit" look="accent" busy={deed.isPending} disabled={!editing.trim()}>
              {t("recall.save")}
            </Button>
          </div>
        </form>
      )}
      {deed.error && (
        <Callout tone="bad" announce className="mt-2">
          <ProblemText problem={asProblem(deed.error)} />
        </Callout>
      )}
    </RecalledNote>
  );
}
