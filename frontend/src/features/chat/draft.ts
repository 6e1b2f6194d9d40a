/** What someone has typed but not sent, one text per conversation, for as long as the tab lives. */
const key = (conversationId: string | undefined) => `mami.draft.${conversationId ?? "new"}`;

/** Where the changed text of a message is kept until the server has it. */
export const editPlace = (messageId: string) => `edit-${messageId}`;

export function readDraft(conversationId: string | undefined): string {
  try {
    return sessionStorage.getItem(key(conversationId)) ?? "";
  } catch {
    return "";
  }
}

export function writeDraft(conversationId: string | undefined, text: string): void {
  try {
    if (text) sessionStorage.setItem(key(conversationId), text);
    else sessionStorage.removeItem(key(conversationId));
  } catch {
    // A draft that cannot be kept is still on the screen.
  }
}

/** The server has this text now. What was typed since stays. */
export function dropSentDraft(conversationId: string | undefined, sent: string): void {
  if (readDraft(conversationId).trim() === sent) writeDraft(conversationId, "");
}

/** The server did not take this text: it is a draft again, ahead of what was typed since. */
export function restoreSentDraft(conversationId: string | undefined, sent: string): void {
  const since = readDraft(conversationId);
  if (since.trim() !== sent) writeDraft(conversationId, since ? `${sent}\n\n${since}` : sent);
}
