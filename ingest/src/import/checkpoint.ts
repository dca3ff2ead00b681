import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../data-folder/whole-file.js";
import type { FileIdentity } from "./table.js";

/** What became of the rows so far. */
export interface RowCounts {
  /** Rows looked at, all of those below included. */
  readonly rows: number;
  /** Orders that rows were put together to, whatever became of them. */
  readonly orders: number;
  /** Events that were sent, by name. */
  readonly sent: Readonly<Record<string, number>>;
  /** Rows that `--where` left out. */
  readonly filtered: number;
  /** Rows left out for having no customer. */
  readonly guests: number;
  /** Rows whose state says that nothing was bought. */
  readonly noOrders: number;
  readonly rejected: number;
  /** Of the events: those that tell something else than what was stored of them, and those that were stored so. */
  readonly changed: number;
  readonly unchanged: number;
}

export const NO_ROWS: RowCounts = {
  rows: 0,
  orders: 0,
  sent: {},
  filtered: 0,
  guests: 0,
  noOrders: 0,
  rejected: 0,
  changed: 0,
  unchanged: 0,
};

/** Events that were sent, of all names. */
export function eventsSent({ sent }: RowCounts): number {
  return Object.values(sent).reduce((sum, count) => sum + count, 0);
}

/** How far an import got: every row up to here is acknowledged, left out or rejected. */
export interface CheckpointState {
  readonly counts: RowCounts;
  /** Length of the file of rejected rows at that point, in bytes. */
  readonly rejectedBytes: number;
}

/** Where an import notes how far it got, so that the next one can go on from there. */
export interface Checkpoint {
  /** What an import of the same file with the same options noted, if it didn't come to its end. */
  read(): Promise<CheckpointState | undefined>;
  write(state: CheckpointState): Promise<void>;
  /** Forgets it: the import came to its end. */
  clear(): Promise<void>;
}

/**
 * @param folder where checkpoints are kept
 * @param file a file with other content is another import
 * @param options whatever else makes it another import: the mapping, the collector, the source
 */
export function openCheckpoint(folder: string, file: FileIdentity, options: unknown): Checkpoint {
  const key = createHash("sha256").update(JSON.stringify({ file, options })).digest("hex");
  const path = join(folder, `${key.slice(0, 32)}.json`);
  return {
    async read() {
      try {
        const saved = JSON.parse(await readFile(path, "utf8")) as CheckpointState & { file: FileIdentity };
        const same = saved.file.sha256 === file.sha256 && saved.file.bytes === file.bytes;
        return same ? { counts: saved.counts, rejectedBytes: saved.rejectedBytes } : undefined;
      } catch {
        // There is none, or a damaged one: from the first row on nothing is counted twice.
        return undefined;
      }
    },
    write: (state) => writeWhole(path, `${JSON.stringify({ file, ...state })}\n`),
    clear: () => rm(path, { force: true }),
  };
}
