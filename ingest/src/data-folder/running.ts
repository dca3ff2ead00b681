import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { writeWhole } from "./whole-file.js";

/** Base addresses of the collector running on a data folder, for commands on the same machine. */
export interface Running {
  readonly collector: string;
  /** Its ClickHouse's HTTP interface. */
  readonly clickhouse: string;
  /** Its operations port. */
  readonly ops: string;
}

/** Not included in backups: a restored folder must not point to the original's collector. */
const FILE = "running.json";

/** @returns false when it can't be written; this affects only commands on this machine */
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
 * The address of a part of the collector on a data folder. An existing folder gives only its own collector's address,
 * never the default one: there another collector with the same secrets may run, if the folder is a copy.
 *
 * @param isThere whether the folder exists and is visible to this user
 * @param usual the default address when there is no folder
 * @returns undefined when no collector runs on the folder
 */
export async function addressOf(
  part: keyof Running,
  { folder, isThere, usual }: { readonly folder: string; readonly isThere: boolean; readonly usual: string },
): Promise<string | undefined> {
  return (await readRunning(folder))?.[part] ?? (isThere ? undefined : usual);
}

/**
 * @returns undefined when no collector runs on the folder, this user may not read the file, or it is damaged. After a
 *   crash it still names a collector, which does not answer
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
