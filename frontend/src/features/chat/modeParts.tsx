import { useQuery } from "@tanstack/react-query";
import { BookOpen, Camera, Ghost, Lock, Paperclip, UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Persona } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import {
  Menu,
  MenuCheck,
  MenuChoice,
  MenuChoices,
  MenuItem,
  MenuSeparator,
  SubMenu,
} from "@/components/ui/Menu";
import { useMedia } from "@/lib/media";
import type { Modes } from "./modes";
import { personasQuery } from "./queries";

/** Stands for no persona of one's choice: whoever speaks then. */
const USUAL = "usual";

export interface PlusItemsProps {
  modes: Modes;
  /** A new chat chooses how it is held; a conversation has chosen. */
  fresh: boolean;
  /** Absent where no files can go along: a temporary chat keeps nothing. */
  onFiles: (() => void) | undefined;
  onCamera: () => void;
  /** Absent where there is no conversation yet. */
  onDocuments: (() => void) | undefined;
  onPrivate: (on: boolean) => void;
  onTemporary: (on: boolean) => void;
  onPersona: (id: string | null) => void;
}

/** What stands behind the composer's one quiet button. */
export function PlusItems(props: PlusItemsProps) {
  const { t } = useTranslation();
  const touch = useMedia("(pointer: coarse)");
  const { modes } = props;
  return (
    <>
      <MenuItem disabled={!props.onFiles} onSelect={props.onFiles}>
        <Paperclip aria-hidden />
        {props.onFiles ? t("attach.add") : t("attach.notTemporary")}
      </MenuItem>
      {touch && props.onFiles && (
        <MenuItem onSelect={props.onCamera}>
          <Camera aria-hidden />
          {t("attach.camera")}
        </MenuItem>
      )}
      {props.onDocuments && (
        <MenuItem onSelect={props.onDocuments}>
          <BookOpen aria-hidden />
          <Words title={t("attach.document")} hint={t("attach.documentHint")} />
        </MenuItem>
      )}
      <SubMenu icon={<UserRound aria-hidden />} label={t("modes.persona")}>
        <PersonaChoices chosen={modes.personaId} onChoose={props.onPersona} />
      </SubMenu>
      {props.fresh && (
        <>
          <MenuSeparator />
          <MenuCheck checked={modes.private} onCheckedChange={props.onPrivate}>
            <Lock aria-hidden />
            <Words title={t("modes.private")} hint={t("modes.privateHint")} />
          </MenuCheck>
          <MenuCheck checked={modes.temporary} onCheckedChange={props.onTemporary}>
            <Ghost aria-hidden />
            <Words title={t("modes.temporary")} hint={t("modes.temporaryHint")} />
          </MenuCheck>
        </>
      )}
    </>
  );
}

function Words({ title, hint }: { title: string; hint: string }) {
  return (
    <span className="min-w-0 flex-1">
      <span className="block">{title}</span>
      <span className="block text-xs text-faint">{hint}</span>
    </span>
  );
}

interface ChoicesProps {
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

function PersonaChoices({ chosen, onChoose }: ChoicesProps) {
  const { t } = useTranslation();
  const { data: personas, isError } = useQuery(personasQuery);
  // The first is who speaks where nobody was chosen.
  const [usual, ...others] = personas ?? [];
  return (
    <MenuChoices
      className="max-h-[min(24rem,60dvh)] w-64 max-w-[80vw] overflow-y-auto"
      value={chosen === null || chosen === usual?.id ? USUAL : chosen}
      onValueChange={(id) => onChoose(id === USUAL ? null : id)}
    >
      <MenuChoice value={USUAL}>{usual ? <Someone persona={usual} /> : "Mami"}</MenuChoice>
      {others.map((persona) => (
        <MenuChoice key={persona.id} value={persona.id}>
          <Someone persona={persona} />
        </MenuChoice>
      ))}
      {isError && <p className="px-2.5 py-1.5 text-sm text-bad">{t("modes.personasGone")}</p>}
    </MenuChoices>
  );
}

function Someone({ persona }: { persona: Persona }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Avatar persona={persona} />
      <span className="min-w-0">
        <span className="block truncate">{persona.name}</span>
        {persona.description && (
          <span className="block truncate text-xs text-faint">{persona.description}</span>
        )}
      </span>
    </span>
  );
}

export function Avatar({ persona }: { persona: Pick<Persona, "avatar" | "name"> }) {
  return (
    <span
      aria-hidden
      className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-tint text-xs font-semibold text-accent"
    >
      {persona.avatar || [...persona.name][0]?.toLocaleUpperCase()}
    </span>
  );
}

/** Who speaks, on the composer, where that is not Mami herself. */
export function PersonaPill({ persona, chosen, onChoose }: ChoicesProps & { persona: Persona | undefined }) {
  const { t } = useTranslation();
  if (!persona) return null;
  return (
    <Menu
      side="top"
      align="start"
      trigger={
        <button
          type="button"
          title={t("modes.speaks", { name: persona.name })}
          className="flex h-8 min-w-0 shrink items-center gap-1.5 rounded-full px-1.5 text-sm text-soft transition-colors hover:bg-hover hover:text-ink data-[state=open]:bg-hover sm:pr-2.5 pointer-coarse:h-10"
        >
          <Avatar persona={persona} />
          <span className="sr-only">{t("modes.speaks", { name: persona.name })}</span>
          <span aria-hidden className="max-w-32 truncate max-sm:hidden">
            {persona.name}
          </span>
        </button>
      }
    >
      <PersonaChoices chosen={chosen} onChoose={onChoose} />
    </Menu>
  );
}

interface ModeBarProps {
  private: boolean;
  temporary: boolean;
  onEndTemporary: () => void;
}

/** Says above the messages how this chat is held, where that is not the usual way. */
export function ModeBar({ private: isPrivate, temporary, onEndTemporary }: ModeBarProps) {
  const { t } = useTranslation();
  const [explained, setExplained] = useState(false);
  return (
    <>
      {temporary && (
        <div
          role="status"
          className="mx-auto mb-1 flex w-[calc(100%-1.5rem)] max-w-column flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-dashed border-edge px-3.5 py-2 text-sm text-soft"
        >
          <Ghost aria-hidden className="size-4 shrink-0" />
          <p className="min-w-48 flex-1 text-pretty">
            <span className="font-medium text-ink">{t("modes.temporary")}.</span> {t("modes.temporaryText")}
          </p>
          <Button look="quiet" className="min-h-8! px-2.5 text-sm" onClick={onEndTemporary}>
            {t("modes.end")}
          </Button>
        </div>
      )}
      {isPrivate && (
        <div className="mb-1 flex justify-center">
          <button
            type="button"
            onClick={() => setExplained(true)}
            aria-haspopup="dialog"
            className="flex min-h-7 items-center gap-1.5 rounded-full bg-sunken px-3 text-xs font-medium text-soft transition-colors hover:bg-hover hover:text-ink pointer-coarse:min-h-10"
          >
            <Lock aria-hidden className="size-3.5" />
            {t("modes.privateBadge")}
          </button>
        </div>
      )}
      <Dialog
        open={explained}
        onClose={() => setExplained(false)}
        label={t("modes.privateTitle")}
        className="m-auto w-[min(26rem,calc(100vw-2rem))] animate-pop rounded-lg p-6"
      >
        <h2 className="text-lg font-semibold tracking-tight">{t("modes.privateTitle")}</h2>
        <p className="mt-2 text-soft text-pretty">{t("modes.privateText")}</p>
        <div className="mt-6 flex justify-end">
          <Button autoFocus onClick={() => setExplained(false)}>
            {t("thread.close")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
