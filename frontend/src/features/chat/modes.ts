import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Conversation, Model } from "@/api/types";
import { loadTexts } from "@/lib/i18n";
import { onDemand } from "@/lib/onDemand";
import type { Feed } from "./feed";
import { AUTO } from "./model";
import { choosePersona, patchConversation, personasQuery } from "./queries";

export const modeParts = onDemand(async () => {
  const [part] = await Promise.all([import("./modeParts"), loadTexts("chat")]);
  return part;
});

/** How a chat is held: who speaks, what leaves this machine, what is kept. */
export interface Modes {
  private: boolean;
  temporary: boolean;
  /** Null is Mami herself. */
  personaId: string | null;
}

const PLAIN: Modes = { private: false, temporary: false, personaId: null };

interface ChatModes extends Modes {
  /** Of the new chat: each time it is opened it begins plain. */
  visit: number;
  setPrivate: (on: boolean) => void;
  setTemporary: (on: boolean) => void;
  setPersona: (id: string | null) => void;
}

/** The modes of the new chat, or of the conversation that is open. */
export function useModes(
  conversationId: string | undefined,
  conversation: Conversation | undefined,
  feed: Feed | undefined,
): ChatModes {
  const queries = useQueryClient();
  const visit = useVisit();
  // The address may say whom the new chat is to be with.
  const { persona = null } = useSearch({ strict: false });
  const begin = { visit, persona, modes: { ...PLAIN, personaId: persona } };
  const [fresh, setFresh] = useState(begin);
  if (fresh.visit !== visit || fresh.persona !== persona) setFresh(begin);
  const set = (change: Partial<Modes>) => setFresh({ visit, persona, modes: { ...fresh.modes, ...change } });

  // A conversation that has only just begun is known by what was asked for.
  const asked = feed?.request.kind === "send" ? feed.request : undefined;
  const modes: Modes = conversationId
    ? {
        private: conversation ? (conversation.private ?? false) : (asked?.private ?? false),
        temporary: false,
        personaId: (conversation ? conversation.persona_id : asked?.personaId) ?? null,
      }
    : fresh.modes;
  return {
    ...modes,
    visit,
    // A temporary chat may be private, too.
    setPrivate: (on) => set({ private: on }),
    setTemporary: (on) => set({ temporary: on }),
    setPersona: (id) => {
      if (!conversationId) {
        set({ personaId: id });
        return;
      }
      const before = conversation?.persona_id ?? null;
      patchConversation(queries, conversationId, { persona_id: id });
      choosePersona(conversationId, id).catch(() =>
        patchConversation(queries, conversationId, { persona_id: before }),
      );
    },
  };
}

/** Counts the visits to the new chat: another press on "New chat" is another one, though the address stays the same. */
function useVisit(): number {
  const router = useRouter();
  const [visit, setVisit] = useState(0);
  useEffect(
    () =>
      router.subscribe("onBeforeLoad", ({ toLocation }) => {
        if (toLocation.pathname === "/") setVisit((count) => count + 1);
      }),
    [router],
  );
  return visit;
}

/** The persona of a chat, once the list is here. */
export function usePersona(id: string | null) {
  const { data } = useQuery({ ...personasQuery, enabled: id !== null });
  return id === null ? undefined : data?.find((persona) => persona.id === id);
}

/** The name of the persona that gave an answer: none for the usual one, nor for one that is gone. */
export function useSpeaker(id: string | null): string | undefined {
  const { data } = useQuery({ ...personasQuery, enabled: id !== null });
  // The first is who speaks where nobody was chosen.
  return data?.slice(1).find((persona) => persona.id === id)?.name;
}

/** What a private chat can choose from: only what runs on this machine. */
export function offered(models: readonly Model[] | undefined, onlyLocal: boolean): Model[] | undefined {
  return models?.filter((model) => !onlyLocal || model.local || model.id === AUTO);
}
