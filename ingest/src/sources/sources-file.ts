import { hash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writeWhole } from "../data-folder/whole-file.js";
import { type FindSource, ORDERS_FROM, type Source } from "./source.js";

/** A source as the file keeps it, with the keys that write to it. */
export interface SourceEntry extends Source {
  readonly writeKeys: readonly string[];
}

export interface OpenedSources {
  readonly sources: readonly SourceEntry[];
  /** True when there was no file and a first source with its key was made. */
  readonly created: boolean;
  readonly find: FindSource;
}

/**
 * Opens the file of sources and write keys; makes it, with one source and a new key, when there is none.
 *
 * @param path of the JSON file
 * @param first what the first source is called and counts in
 * @throws {Error} when the file can't be read or is no list of sources
 */
export async function openSourcesFile(path: string, first: Source): Promise<OpenedSources> {
  const existing = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (existing !== undefined) {
    const sources = parseSources(path, existing);
    return { sources, created: false, find: finder(sources) };
  }
  const sources = [{ ...first, writeKeys: [newWriteKey()] }];
  await writeWhole(path, `${JSON.stringify({ sources }, null, 2)}\n`);
  return { sources, created: true, find: finder(sources) };
}

/** Keys are looked up by their hash, so the time of an answer says nothing about a key's first letters. */
export function finder(sources: readonly SourceEntry[]): FindSource {
  const byHash = new Map(
    sources.flatMap((source) => source.writeKeys.map((key) => [hash("sha256", key), source] as const)),
  );
  return (writeKey) => byHash.get(hash("sha256", writeKey));
}

export function newWriteKey(): string {
  return `wk_${randomBytes(18).toString("base64url")}`;
}

/** @throws {Error} when the text is no list of sources */
export function parseSources(path: string, text: string): SourceEntry[] {
  const sources = listOfSources(text);
  if (sources === undefined) {
    throw new Error(
      `${path} is not a list of sources. Mend it, or move it away and a new one is made at the next start.`,
    );
  }
  for (const { id, ordersFrom = "any" } of sources) {
    if (!ORDERS_FROM.includes(ordersFrom)) {
      throw new Error(
        `${path}: ordersFrom of the source ${id} is ${JSON.stringify(ordersFrom)}. Set it to "any" or "server".`,
      );
    }
  }
  return sources;
}

function listOfSources(text: string): SourceEntry[] | undefined {
  try {
    const { sources } = JSON.parse(text) as { sources: SourceEntry[] };
    const fit =
      Array.isArray(sources) &&
      sources.every((s) => s.id && s.currency && s.timeZone && Array.isArray(s.writeKeys));
    return fit ? sources : undefined;
  } catch {
    return undefined;
  }
}
