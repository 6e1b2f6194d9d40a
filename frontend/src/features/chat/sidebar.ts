import { createContext, use } from "react";
import type { Conversation } from "@/api/types";
import { dayGroup } from "@/lib/dates";
import type { ListFilter } from "./queries";

/** What the sidebar says for a moment about what was just done, and how to take it back. */
export interface Notice {
  text: string;
  bad?: boolean;
  undo?: () => void;
}

/** What a row of the sidebar may ask of the sidebar around it. */
export interface SidebarDeeds {
  /** A place was chosen: a drawer closes. */
  onNavigate: () => void;
  /** Deletes it, after asking. */
  onDelete: (conversation: Conversation) => void;
  /** Begins to select several, with this one. */
  onSelect: (id: string) => void;
  onNotice: (notice: Notice) => void;
}

export const SidebarContext = createContext<SidebarDeeds | null>(null);

export function useSidebar(): SidebarDeeds {
  const deeds = use(SidebarContext);
  if (!deeds) throw new Error("a row of the sidebar outside of it");
  return deeds;
}

/**
 * Whether a conversation belongs into a list, as it is now. A change shows at once: the lists as they were read
 * may still hold what has just moved on.
 */
export function belongs(conversation: Conversation, { archived, pinned, folder, tag }: ListFilter): boolean {
  if (conversation.archived !== Boolean(archived)) return false;
  if (pinned !== undefined && conversation.pinned !== pinned) return false;
  if (folder !== undefined && !same(conversation.folder, folder)) return false;
  return tag === undefined || conversation.tags.some((one) => same(one, tag));
}

/** Folders and tags are the same whatever their case. */
function same(one: string, other: string): boolean {
  return one.localeCompare(other, undefined, { sensitivity: "accent" }) === 0;
}

/** Conversations under the headings of their days, in the order that they come in. */
export function byDay(
  items: readonly Conversation[],
  now: Date,
  name: (group: ReturnType<typeof dayGroup>) => string,
): { name: string; items: Conversation[] }[] {
  const groups: { name: string; items: Conversation[] }[] = [];
  for (const item of items) {
    const heading = name(dayGroup(new Date(item.updated_at), now));
    const last = groups.at(-1);
    if (last?.name === heading) last.items.push(item);
    else groups.push({ name: heading, items: [item] });
  }
  return groups;
}
