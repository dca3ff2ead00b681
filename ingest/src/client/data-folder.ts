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
  const secrets = await readJson<{ clickhousePassword: string }>(join(folder, "secrets.json"));
  return { sources: parseSources(path, text), clickhousePassword: secrets?.clickhousePassword };
}

async function readJson<Content>(path: string): Promise<Content | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Content;
  } catch {
    return undefined;
  }
}
