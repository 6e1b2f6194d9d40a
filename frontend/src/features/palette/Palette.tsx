import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Archive, Lock, MessageSquare, MessageSquareText, Search, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { useProfile } from "@/api/profile";
import { mayManage, meQuery } from "@/api/session";
import type { SearchHit } from "@/api/types";
import { IconButton, Spinner } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { ProblemText } from "@/components/ui/ProblemText";
import { timeAgo } from "@/lib/dates";
import { useSettled } from "@/lib/settled";
import { applyTheme } from "@/lib/theme";
import { searchQuery, titlesQuery } from "./api";
import { matches, step, unseenHits, worthSearching } from "./entries";
import { type Deed, PLACES } from "./places";

interface PaletteProps {
  onClose: () => void;
  /** Something was chosen that leads elsewhere: what lies under the palette may close, too. */
  onGone: () => void;
  onKeys: () => void;
}

interface Entry {
  key: string;
  group: "places" | "titles" | "said";
  run: () => void;
  face: ReactNode;
}

/** One field for everything: go somewhere, find a conversation by its title, find what was said. */
export default function Palette({ onClose, onGone, onKeys }: PaletteProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      open
      onClose={onClose}
      label={t("palette.title")}
      className="mx-auto mt-[max(0.75rem,env(safe-area-inset-top))] w-[min(38rem,calc(100vw-1.5rem))] animate-pop overflow-hidden rounded-lg p-0 md:mt-[12vh]"
    >
      <Inside onClose={onClose} onGone={onGone} onKeys={onKeys} />
    </Dialog>
  );
}

function Inside({ onClose, onGone, onKeys }: PaletteProps) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useSuspenseQuery(meQuery);
  const profile = useProfile();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const settled = useSettled(typed.trim(), 200);
  const searching = worthSearching(settled);
  const titles = useQuery(titlesQuery(settled));
  const said = useInfiniteQuery({ ...searchQuery(settled), enabled: searching });
  const busy = typed.trim() !== settled || titles.isFetching || said.isFetching;

  const leave = (go: () => void) => () => {
    onClose();
    onGone();
    go();
  };
  const act = (deed: Deed) => {
    if (deed.kind === "page") return leave(() => void navigate({ to: deed.to }));
    if (deed.kind === "keys") return onKeys;
    return () => {
      applyTheme(deed.theme);
      profile.mutate({ theme: deed.theme });
      onClose();
    };
  };
  const open = (conversationId: string, message?: string | null) =>
    leave(
      () =>
        void navigate({
          to: "/c/$conversationId",
          params: { conversationId },
          search: message ? { m: message } : {},
        }),
    );

  const entries: Entry[] = [];
  const found = titles.data?.items ?? [];
  for (const conversation of found) {
    const Icon = conversation.archived ? Archive : conversation.private ? Lock : MessageSquare;
    entries.push({
      key: `t-${conversation.id}`,
      group: "titles",
      run: open(conversation.id),
      face: (
        <>
          <Icon aria-hidden className="size-4 shrink-0 text-faint" />
          <span className="min-w-0 flex-1 truncate">{conversation.title || t("nav.untitled")}</span>
          <span className="shrink-0 text-xs text-faint">
            {timeAgo(conversation.updated_at, i18n.language, new Date())}
          </span>
        </>
      ),
    });
  }
  const hits = searching ? unseenHits(said.data?.pages.flatMap((page) => page.items) ?? [], found) : [];
  for (const hit of hits) {
    entries.push({
      key: `s-${hit.message_id ?? hit.conversation_id}`,
      group: "said",
      run: open(hit.conversation_id, hit.message_id),
      face: <HitFace hit={hit} />,
    });
  }
  const places: Entry[] = PLACES.filter(
    (place) => (!place.managing || mayManage(me)) && matches(t(place.text), typed),
  ).map((place) => ({
    key: place.id,
    group: "places",
    run: act(place.deed),
    face: (
      <>
        <place.icon aria-hidden className="size-4 shrink-0 text-faint" />
        <span className="min-w-0 flex-1 truncate">{t(place.text)}</span>
      </>
    ),
  }));
  // Before anything is typed, what is newest comes first; then a page that is named stands on top.
  const all = typed.trim() ? [...places, ...entries] : [...entries, ...places];
  const active = all[Math.min(at, all.length - 1)];

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins at its best answer
  useEffect(() => setAt(0), [settled]);
  useEffect(() => {
    if (active) document.getElementById(`${id}-${active.key}`)?.scrollIntoView({ block: "nearest" });
  }, [active, id]);

  const more = () => {
    if (searching && said.hasNextPage && !said.isFetchingNextPage) void said.fetchNextPage();
  };

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by !== undefined) {
      const now = Math.min(at, all.length - 1);
      const next =
        Math.abs(by) === 1 ? step(now, by, all.length) : Math.max(0, Math.min(all.length - 1, now + by));
      setAt(next);
      if (next >= all.length - 3) more();
    } else if (event.key === "Enter" && active) active.run();
    else return;
    event.preventDefault();
  }

  const nothing = !busy && all.length === 0;
  const groups = (["places", "titles", "said"] as const)
    .map((group) => ({ group, entries: all.filter((entry) => entry.group === group) }))
    .filter((group) => group.entries.length > 0)
    .sort((a, b) => all.indexOf(a.entries[0] as Entry) - all.indexOf(b.entries[0] as Entry));

  return (
    <div className="flex max-h-[min(34rem,calc(var(--visible-height,100dvh)-1.5rem))] flex-col md:max-h-[min(34rem,76vh)]">
      <div className="flex items-center gap-2.5 border-b border-line pr-2 pl-4">
        {busy ? <Spinner className="text-faint" /> : <Search aria-hidden className="size-4 text-faint" />}
        <input
          role="combobox"
          aria-label={t("palette.label")}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active && `${id}-${active.key}`}
          placeholder={t("palette.placeholder")}
          // biome-ignore lint/a11y/noAutofocus: the person just asked to type here
          autoFocus
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          enterKeyHint="go"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-13 min-w-0 flex-1 bg-transparent text-[1rem] outline-none placeholder:text-faint"
        />
        <IconButton label={t("palette.close")} onClick={onClose}>
          <X />
        </IconButton>
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t("palette.title")}
        aria-busy={busy}
        onScroll={({ currentTarget: box }) => {
          if (box.scrollHeight - box.scrollTop - box.clientHeight < 200) more();
        }}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2"
      >
        {groups.map(({ group, entries }) => (
          // biome-ignore lint/a11y/useSemanticElements: a listbox has groups, not fieldsets
          <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
            <p id={`${id}-${group}`} className="px-2.5 pt-2 pb-1 text-xs font-medium text-faint">
              {t(group === "titles" && !settled ? "palette.groups.newest" : `palette.groups.${group}`)}
            </p>
            {entries.map((entry) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
              <div
                key={entry.key}
                id={`${id}-${entry.key}`}
                role="option"
                tabIndex={-1}
                aria-selected={entry === active}
                onClick={entry.run}
                onPointerMove={() => setAt(all.indexOf(entry))}
                // The field keeps the focus.
                onPointerDown={(event) => event.preventDefault()}
                className="flex min-h-10 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-sm aria-selected:bg-hover pointer-coarse:min-h-11"
              >
                {entry.face}
              </div>
            ))}
          </div>
        ))}
      </div>
      {said.error && searching && (
        <p role="alert" className="border-t border-line px-4 py-2 text-sm text-bad">
          <ProblemText problem={asProblem(said.error)} />
        </p>
      )}
      <p role="status" className={nothing ? "px-4 py-6 text-center text-sm text-soft" : "sr-only"}>
        {nothing ? t("palette.nothing") : !busy && settled && t("palette.found", { count: entries.length })}
      </p>
    </div>
  );
}

/** What was said, with what was looked for marked in it, and where. */
function HitFace({ hit }: { hit: SearchHit }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <MessageSquareText aria-hidden className="size-4 shrink-0 self-start text-faint mt-0.5" />
      <span className="min-w-0 flex-1">
        <span className="line-clamp-2 wrap-anywhere">
          {hit.snippet.map((part, index) =>
            part.hit ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no other name
              <mark key={index} className="rounded-sm bg-accent-tint font-medium text-accent">
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )}
        </span>
        <span className="mt-0.5 flex gap-2 text-xs text-faint">
          <span className="min-w-0 truncate">{hit.conversation_title || t("nav.untitled")}</span>
          <span className="shrink-0">{timeAgo(hit.created_at, i18n.language, new Date())}</span>
        </span>
      </span>
    </>
  );
}
