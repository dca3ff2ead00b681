import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { writeWhole } from "../data-folder/whole-file.js";

/** A secret that the data folder keeps, in a file that its owner alone may read. */
export interface KeptKey {
  /** Name of the file in the data folder. */
  readonly file: string;
  readonly isKey: (key: string) => boolean;
  readonly make: () => string;
  /** What no longer works without the key, and how it comes back: sentences for the log. */
  readonly withoutIt: string;
}

/**
 * The key that the settings name, else the one that the data folder keeps, else a new one, which is kept from then on.
 * A damaged file is put aside, since no event waits for it; what that means is logged.
 *
 * @throws {Error} of the file system, where a new key can't be written
 */
export async function openKeptKey(
  folder: string,
  configured: string,
  { file, isKey, make, withoutIt }: KeptKey,
  logger: Pick<Logger, "error">,
): Promise<string> {
  if (configured !== "") return configured;
  const path = join(folder, file);
  const kept = await read(path, isKey);
  if (kept.key !== undefined) return kept.key;
  if (kept.why !== undefined) {
    const aside = `${path}.damaged-${Date.now()}`;
    await rename(path, aside);
    logger.error(`${path} can't be used: ${kept.why}. It is ${aside} now. ${withoutIt}`);
  }
  const key = make();
  await writeWhole(path, `${JSON.stringify({ key }, null, 2)}\n`);
  return key;
}

async function read(
  path: string,
  isKey: KeptKey["isKey"],
): Promise<{ readonly key?: string; readonly why?: string }> {
  try {
    const told = JSON.parse(await readFile(path, "utf8")) as { key?: unknown } | null;
    return typeof told?.key === "string" && isKey(told.key) ? { key: told.key } : { why: "it holds no key" };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? {} : { why: (error as Error).message };
  }
}
