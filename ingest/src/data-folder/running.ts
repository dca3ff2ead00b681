import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
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

/** @returns false when it can't be written, which harms commands on this machine and no event */
export async function tellRunning(
  folder: string,
  running: Running,
  logger: Pick<Logger, "error">,
): Promise<boolean> {
  const path = join(folder, FILE);
  try {
    await writeWhole(path, `${JSON.stringify(running, null, 2)}\n`);
    return true;
  } catch (error) {
    logger.error(
      `${path} can't be written: ${(error as Error).message}. Commands such as \`safar report\` don't find this collector. Remove it, and start again.`,
    );
    return false;
  }
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
 * @returns undefined when no collector runs on the folder, or this user may not know, or the file is damaged; after a
 *   crash of one it is told as running, and does not answer
 */
export async function readRunning(folder: string): Promise<Running | undefined> {
  try {
    const told = JSON.parse(await readFile(join(folder, FILE), "utf8")) as Partial<
      Record<keyof Running, unknown>
    >;
    const addresses = [told.collector, told.clickhouse, told.ops];
    return addresses.every((one) => typeof one === "string" && URL.canParse(one))
      ? (told as Running)
      : undefined;
  } catch {
    return undefined;
  }
}
