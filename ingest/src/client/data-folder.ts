import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSources, type SourceEntry } from "../sources/sources-file.js";

/** What a data folder tells the commands that use it. */
export interface DataFolder {
  readonly sources: readonly SourceEntry[];
  /** Password of ClickHouse's user `default`. */
  readonly clickhousePassword: string | undefined;
}

/**
 * Looks into a data folder without opening its engine.
 *
 * @returns undefined when there is none, or nothing that this user may read
 * @throws {SourcesFileError} when its file of sources can't be used
 */
export async function readDataFolder(folder: string): Promise<DataFolder | undefined> {
  const path = join(folder, "sources.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  return { sources: parseSources(path, text), clickhousePassword: await keptPassword(folder) };
}

async function keptPassword(folder: string): Promise<string | undefined> {
  try {
    const secrets = JSON.parse(await readFile(join(folder, "secrets.json"), "utf8")) as Record<
      string,
      unknown
    >;
    return typeof secrets.clickhousePassword === "string" ? secrets.clickhousePassword : undefined;
  } catch {
    return undefined;
  }
}
