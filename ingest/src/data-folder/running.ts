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
 * Where to ask for a part of the collector on a data folder. A folder that is there leads to the collector that runs on
 * it and to no other: one with the same secrets, of which it is a copy, may run where they mostly do.
 *
 * @param isThere whether this user sees the folder
 * @param usual the address to ask when there is none
 * @returns undefined when none runs on it
 */
export async function addressOf(
  part: keyof Running,
  { folder, isThere, usual }: { readonly folder: string; readonly isThere: boolean; readonly usual: string },
): Promise<string | undefined> {
  return (await readRunning(folder))?.[part] ?? (isThere ? undefined : usual);
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
