import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "./whole-file.js";

/** Base addresses of the collector that runs on a data folder, for commands on the same machine. */
export interface Running {
  readonly collector: string;
  /** Its ClickHouse's HTTP interface. */
  readonly clickhouse: string;
  /** Its operations port. */
  readonly ops: string;
}

/** Not kept in a backup: a folder that was restored must not lead to the collector of the one it was copied from. */
const FILE = "running.json";

export async function tellRunning(folder: string, running: Running): Promise<void> {
  await writeWhole(join(folder, FILE), `${JSON.stringify(running, null, 2)}\n`);
}

export async function tellStopped(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true });
}

/**
 * @returns undefined when no collector runs on the folder, or this user may not know; after a crash of one it is told
 *   as running, and does not answer
 */
export async function readRunning(folder: string): Promise<Running | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, FILE), "utf8")) as Running;
  } catch {
    return undefined;
  }
}
