import { type Ref, Suspense, useEffect, useMemo, useState } from "react";
import type { Model, Problem } from "@/api/types";
import { Callout } from "@/components/ui/Callout";
import { ProblemText } from "@/components/ui/ProblemText";
import { lazyPart } from "@/lib/lazyPart";
import { useOnDemand } from "@/lib/onDemand";
import { Composer, type ComposerHandle } from "./Composer";
import { canReason, effortPicker } from "./effort";
import { addFiles, attaching, readKept, useUploads } from "./files";
import { chooseModel, useChosenModel } from "./model";
import { modeParts, type useModes, usePersona } from "./modes";
import { queueList, useQueue } from "./queue";
import { useDrop } from "./useDrop";

const Documents = lazyPart(() => import("./ConversationDocuments"), "documents");

interface DockProps {
  ref: Ref<ComposerHandle>;
  place: string | undefined;
  /** Where messages wait; a temporary chat has a place of its own for that. */
  queuePlace: string;
  modes: ReturnType<typeof useModes>;
  /** Nothing has been said yet. */
  fresh: boolean;
  models: Model[] | undefined;
  onModels: () => void;
  running: boolean;
  /** What waits goes only when it is told to. */
  held: boolean;
  refusal: Problem | null;
  onTyping: () => void;
  onSend: (text: string) => void;
  onSendNow: () => void;
  onEditingQueue: (editing: boolean) => void;
  onStop: () => void;
}

/** What lies below the messages: the composer, and above it what waits and what goes along. */
export function Dock(props: DockProps) {
  const { place, models, modes, running } = props;
  const chosen = useChosenModel(models);
  const waiting = useQueue(props.queuePlace).length > 0;
  const items = useUploads(place);
  const persona = usePersona(modes.personaId);
  const reasons = canReason(models, chosen);

  // Each part comes with the first thing that needs it.
  const tray = useOnDemand(attaching);
  const list = useOnDemand(queueList);
  const effort = useOnDemand(effortPicker);
  const parts = useOnDemand(modeParts);
  const kept = useMemo(() => readKept(place).length > 0, [place]);
  useLoaded(attaching.load, kept);
  useLoaded(queueList.load, waiting);
  useLoaded(effortPicker.load, reasons);
  useLoaded(modeParts.load, modes.personaId !== null);

  const [documentsOf, setDocumentsOf] = useState<string | null>(null);
  const takesFiles = !modes.temporary;
  const onFiles = takesFiles ? (files: File[]) => addFiles(place, files) : undefined;
  const over = useDrop(onFiles, () => void attaching.load().catch(() => {}));

  return (
    <>
      {over && tray && <tray.DropCurtain />}
      {props.refusal && (
        <Callout tone="bad" announce className="mb-2 animate-rise">
          <ProblemText problem={props.refusal} />
        </Callout>
      )}
      {waiting && list && (
        <list.QueueList
          place={props.queuePlace}
          held={props.held}
          onSendNow={props.onSendNow}
          onEditing={props.onEditingQueue}
        />
      )}
      <Composer
        ref={props.ref}
        place={place}
        models={models}
        onModels={props.onModels}
        running={running}
        unkept={modes.temporary}
        files={{
          some: takesFiles && items.some(({ file }) => file),
          ready: !takesFiles || items.every(({ file, problem }) => file || problem),
        }}
        tray={
          takesFiles &&
          tray && <tray.AttachmentTray place={place} models={models} chosen={chosen} onChoose={chooseModel} />
        }
        tools={
          <>
            {reasons && effort && <effort.EffortPicker />}
            {parts && (
              <parts.PersonaPill persona={persona} chosen={modes.personaId} onChoose={modes.setPersona} />
            )}
          </>
        }
        plus={{
          modes,
          fresh: props.fresh,
          onFiles,
          onDocuments: place && !modes.temporary ? () => setDocumentsOf(place) : undefined,
          onPrivate: modes.setPrivate,
          onTemporary: modes.setTemporary,
          onPersona: modes.setPersona,
        }}
        onTyping={props.onTyping}
        onSend={props.onSend}
        onStop={props.onStop}
      />
      {documentsOf !== null && (
        <Suspense>
          <Documents conversationId={documentsOf} onClose={() => setDocumentsOf(null)} />
        </Suspense>
      )}
    </>
  );
}

function useLoaded(load: () => Promise<unknown>, wanted: boolean): void {
  useEffect(() => {
    if (wanted) load().catch(() => {});
  }, [load, wanted]);
}
