import { useSyncExternalStore } from "react";
import type { Attachment } from "@/api/types";
import { loadTexts } from "@/lib/i18n";
import { onDemand, useOnDemand } from "@/lib/onDemand";
import type { Item } from "./uploads";

/** What is done with files loads with the first one. */
export const attaching = onDemand(async () => {
  const [part] = await Promise.all([import("./attaching"), loadTexts("chat")]);
  return part;
});

const key = (place: string | undefined) => `mami.files.${place ?? "new"}`;

/** The files of a message that is not sent yet, as far as the server has them: a reload does not lose them. */
export function readKept(place: string | undefined): Attachment[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key(place)) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

export function writeKept(place: string | undefined, files: readonly Attachment[]): void {
  try {
    if (files.length > 0) sessionStorage.setItem(key(place), JSON.stringify(files));
    else sessionStorage.removeItem(key(place));
  } catch {
    // They are still on the screen.
  }
}

export const fileAddress = (id: string) => `/api/v1/files/${id}`;

const NONE: readonly Item[] = [];
const never = () => () => {};

/** The files of the message that is being written, once there can be any. */
export function useUploads(place: string | undefined): readonly Item[] {
  const uploads = useOnDemand(attaching)?.uploads;
  return useSyncExternalStore(uploads?.subscribe ?? never, () => uploads?.items(place) ?? NONE);
}

export function addFiles(place: string | undefined, files: readonly File[]): void {
  // What could not be loaded is asked for again with the next file.
  attaching.load().then(
    ({ uploads }) => uploads.add(place, files),
    () => {},
  );
}
