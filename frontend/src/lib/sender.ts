import { DOCUMENTS_ADDRESS, type DocumentHome } from "@/api/documents";
import { asProblem } from "@/api/problem";
import type { MemoryDocument, Problem } from "@/api/types";
import { upload } from "./upload";

/** A document on its way to the server. */
export interface Sending {
  key: string;
  name: string;
  /** How much of it has gone, from 0 to 1. */
  share: number;
  problem: Problem | null;
}

/** As many as the server takes at once without others having to wait. */
const AT_ONCE = 2;

let count = 0;

/**
 * Sends documents, a few at a time, and tells with each step how far all of them are. What has arrived is no longer
 * among them; what was refused stays until it is put away.
 */
export class Sender {
  #items: Sending[] = [];
  #waiting: { key: string; file: File; home: DocumentHome }[] = [];
  #running = new Map<string, () => void>();

  constructor(
    private readonly onChange: (items: readonly Sending[]) => void,
    private readonly onArrived: (document: MemoryDocument) => void,
    private readonly send = upload<MemoryDocument>,
  ) {}

  add(files: readonly File[], home: DocumentHome): void {
    for (const file of files) {
      const key = `${++count}`;
      this.#items = [...this.#items, { key, name: file.name, share: 0, problem: null }];
      this.#waiting.push({ key, file, home });
    }
    this.#tell();
    this.#next();
  }

  /** Stops one that is on its way, or puts one away that was refused. */
  remove(key: string): void {
    this.#waiting = this.#waiting.filter((one) => one.key !== key);
    this.#running.get(key)?.();
    this.#items = this.#items.filter((item) => item.key !== key);
    this.#tell();
  }

  #next(): void {
    while (this.#running.size < AT_ONCE) {
      const next = this.#waiting.shift();
      if (!next) return;
      void this.#run(next);
    }
  }

  async #run({ key, file, home }: { key: string; file: File; home: DocumentHome }): Promise<void> {
    const { answer, cancel } = this.send(
      DOCUMENTS_ADDRESS,
      file,
      (share) => this.#change(key, { share }),
      home,
    );
    this.#running.set(key, cancel);
    try {
      const document = await answer;
      this.#items = this.#items.filter((item) => item.key !== key);
      this.onArrived(document);
      this.#tell();
    } catch (error) {
      this.#change(key, { problem: asProblem(error) });
    } finally {
      this.#running.delete(key);
      this.#next();
    }
  }

  #change(key: string, change: Partial<Sending>): void {
    this.#items = this.#items.map((item) => (item.key === key ? { ...item, ...change } : item));
    this.#tell();
  }

  #tell(): void {
    this.onChange(this.#items);
  }
}
