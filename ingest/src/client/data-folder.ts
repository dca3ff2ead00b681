import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSources, type SourceEntry } from "../sources/sources-file.js";

/** What commands read from a data folder. */
export interface DataFolder {
  readonly sources: readonly SourceEntry[];
  /** Password of ClickHouse's user `default`. */
  readonly clickhousePassword: string | undefined;
}

/**
 * Reads a data folder without opening its engine.
 *
 * @returns undefined when it does not exist, or this user may not read it
 * @throws {SourcesFileError} when its file of sources is invalid
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
