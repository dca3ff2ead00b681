import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../data-folder/whole-file.js";
import type { FileIdentity } from "./table.js";

/** Results of the rows so far. */
export interface RowCounts {
  /** Rows read, including all of those below. */
  readonly rows: number;
  /** Orders grouped from rows, with any result. */
  readonly orders: number;
  /** Events sent, by name. */
  readonly sent: Readonly<Record<string, number>>;
  /** Rows that `--where` left out. */
  readonly filtered: number;
  /** Rows left out because they have no customer. */
  readonly guests: number;
  /** Rows whose state says that nothing was bought. */
  readonly noOrders: number;
  readonly rejected: number;
  /** Of the events sent: how many differ from the stored event, and how many are equal to it. */
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

/** Events sent, of all names. */
export function eventsSent({ sent }: RowCounts): number {
  return Object.values(sent).reduce((sum, count) => sum + count, 0);
}

/** Progress of an import: every row up to here is acknowledged, left out or rejected. */
export interface CheckpointState {
  readonly counts: RowCounts;
  /** Length of the file of rejected rows at that point, in bytes. */
  readonly rejectedBytes: number;
}

/** Stores an import's progress, so that the next run can continue from there. */
export interface Checkpoint {
  /** The progress of an unfinished import of the same file with the same options. */
  read(): Promise<CheckpointState | undefined>;
  write(state: CheckpointState): Promise<void>;
  /** Deletes it when the import is complete. */
  clear(): Promise<void>;
}

/**
 * @param folder where checkpoints are kept
 * @param file a file with other content is another import
 * @param options everything else that makes it another import: the mapping, the collector, the source
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
        // Missing or damaged: start from the first row. No event is counted twice.
        return undefined;
      }
    },
    write: (state) => writeWhole(path, `${JSON.stringify({ file, ...state })}\n`),
    clear: () => rm(path, { force: true }),
  };
}
