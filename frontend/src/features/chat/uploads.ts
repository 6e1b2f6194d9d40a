import { offlineProblem, problemFrom } from "@/api/problem";
import type { Attachment, Problem } from "@/api/types";
import { fileAddress, readKept, writeKept } from "./files";

/** The most files of one message. */
export const MAX_FILES = 10;
/** What the server takes unless it is set otherwise; it has the last word. */
const MAX_BYTES = 20 * 1024 * 1024;
const MAX_TEXT_BYTES = 256 * 1024;

/** A file on its way into a message. */
export interface Item {
  key: string;
  name: string;
  size: number;
  kind: "image" | "text";
  /** Something to show before the server has it. */
  preview: string | undefined;
  /** How much of it has gone, from 0 to 1. */
  progress: number;
  /** There, once it is up. */
  file: Attachment | undefined;
  problem: Problem | undefined;
}

type Send = (file: File, onProgress: (share: number) => void, signal: AbortSignal) => Promise<Attachment>;

const NEW = "new";
const NONE: readonly Item[] = [];

/** The files that are being put into messages, by conversation. They go on while one looks elsewhere. */
export class Uploads {
  #items = new Map<string, readonly Item[]>();
  #running = new Map<string, AbortController>();
  #listeners = new Set<() => void>();
  #count = 0;

  constructor(private readonly send: Send = upload) {}

  items(place: string | undefined): readonly Item[] {
    const key = place ?? NEW;
    const known = this.#items.get(key);
    if (known) return known;
    const kept = readKept(place).map((file) => this.#done(file));
    const items = kept.length > 0 ? kept : NONE;
    this.#items.set(key, items);
    return items;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(place: string | undefined, files: readonly File[]): void {
    const room = Math.max(0, MAX_FILES - this.items(place).length);
    const added = files.slice(0, room).map((file) => this.#item(file));
    this.#put(place, [...this.items(place), ...added.map(([item]) => item)]);
    for (const [item, file] of added) if (!item.problem) void this.#run(place, item.key, file);
  }

  remove(place: string | undefined, key: string): void {
    const item = this.items(place).find((one) => one.key === key);
    if (!item) return;
    this.#running.get(key)?.abort();
    this.#put(
      place,
      this.items(place).filter((one) => one !== item),
    );
    forget(item);
    // The server forgets what no message has by itself, too.
    if (item.file) void fetch(fileAddress(item.file.id), { method: "DELETE" }).catch(() => {});
  }

  /** Takes what is there into a message. */
  take(place: string | undefined): Attachment[] {
    const items = this.items(place);
    this.#put(
      place,
      items.filter((item) => !item.file),
    );
    items.forEach(forget);
    return items.flatMap(({ file }) => file ?? []);
  }

  /** Puts files back that were in a message which did not go. */
  restore(place: string | undefined, files: readonly Attachment[]): void {
    const known = new Set(this.items(place).map(({ file }) => file?.id));
    const missing = files.filter(({ id }) => !known.has(id)).map((file) => this.#done(file));
    this.#put(place, [...missing, ...this.items(place)]);
  }

  async #run(place: string | undefined, key: string, file: File): Promise<void> {
    const stop = new AbortController();
    this.#running.set(key, stop);
    try {
      const stored = await this.send(file, (progress) => this.#change(place, key, { progress }), stop.signal);
      this.#change(place, key, { file: stored, progress: 1, kind: stored.kind });
    } catch (problem) {
      this.#change(place, key, { problem: problem as Problem });
    } finally {
      this.#running.delete(key);
    }
  }

  #item(file: File): [Item, File] {
    const kind = file.type.startsWith("image/") && file.type !== "image/svg+xml" ? "image" : "text";
    const item: Item = {
      key: `${++this.#count}`,
      name: file.name,
      size: file.size,
      kind,
      preview: kind === "image" ? URL.createObjectURL(file) : undefined,
      progress: 0,
      file: undefined,
      problem: tooLarge(kind, file.size),
    };
    return [item, file];
  }

  #done(file: Attachment): Item {
    const { name, size, kind } = file;
    return {
      key: `${++this.#count}`,
      name,
      size,
      kind,
      preview: undefined,
      progress: 1,
      file,
      problem: undefined,
    };
  }

  #change(place: string | undefined, key: string, change: Partial<Item>): void {
    const items = this.items(place);
    if (!items.some((item) => item.key === key)) return;
    this.#put(
      place,
      items.map((item) => (item.key === key ? { ...item, ...change } : item)),
    );
  }

  #put(place: string | undefined, items: readonly Item[]): void {
    this.#items.set(place ?? NEW, items);
    writeKept(
      place,
      items.flatMap(({ file }) => file ?? []),
    );
    for (const listener of [...this.#listeners]) listener();
  }
}

function forget({ preview }: Item): void {
  if (preview) URL.revokeObjectURL(preview);
}

/** What certainly will not be taken need not travel first. */
function tooLarge(kind: Item["kind"], size: number): Problem | undefined {
  if (size <= (kind === "text" ? MAX_TEXT_BYTES : MAX_BYTES)) return undefined;
  const code = kind === "text" ? "text_too_large" : "file_too_large";
  return { type: "about:blank", title: "Too large", detail: "", status: 413, code };
}

/** Sends a file; of the ways to do that, only this one tells how far it has come. Fails with a {@link Problem}. */
function upload(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, file.name);
    request.open("POST", "/api/v1/files");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => total > 0 && onProgress(loaded / total);
    request.onload = () => {
      if (request.status === 201) resolve(request.response as Attachment);
      else reject(problemFrom(request.response, request.status));
    };
    request.onerror = () => reject(offlineProblem());
    request.onabort = request.onerror;
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
