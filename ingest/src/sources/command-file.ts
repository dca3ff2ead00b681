import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { readConfig } from "../settings/config.js";
import { parseSources, type SourceEntry } from "./sources-file.js";

/** Options that select the file of sources. */
export interface InFile {
  data?: string;
  file?: string;
}

/** Printed by every command that changed something. */
export const IN_FORCE_SOON = "Running collectors apply it within a second.";

export function inFile(command: Command): Command {
  return command
    .option("-d, --data <folder>", "data folder of `safar serve` (SAFAR_DATA, default safar-data)")
    .option("-f, --file <file>", "file of sources that `safar collect` reads (SAFAR_SOURCES)");
}

/** The file of --file, else of --data, else of SAFAR_SOURCES or SAFAR_DATA. */
export function fileOf({ data, file }: InFile): string {
  const config = readConfig({ flags: { SAFAR_DATA: data, SAFAR_SOURCES: file } });
  const shared = data === undefined || file !== undefined ? config.SAFAR_SOURCES : "";
  return shared || join(config.SAFAR_DATA, "sources.json");
}

/** @throws {Error} when it does not exist or is invalid */
export async function readSources(options: InFile): Promise<SourceEntry[]> {
  const path = fileOf(options);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new Error(
      `${path} does not exist. \`safar serve\` creates it on the first start, and \`safar sources add\` does too. Use --data or --file for another place.`,
    );
  });
  return parseSources(path, text);
}
