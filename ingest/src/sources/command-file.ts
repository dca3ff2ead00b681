import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { readConfig } from "../settings/config.js";
import { parseSources, type SourceEntry } from "./sources-file.js";

/** Which file a command is about. */
export interface InFile {
  data?: string;
  file?: string;
}

/** What every command says that changed something. */
export const IN_FORCE_SOON = "Collectors that run take it up within a second.";

export function inFile(command: Command): Command {
  return command
    .option("-d, --data <folder>", "data folder of `safar serve` (SAFAR_DATA, default safar-data)")
    .option("-f, --file <file>", "file of sources that `safar collect` reads (SAFAR_SOURCES)");
}

/** The file that is named, else that of the data folder that is named, else that of SAFAR_SOURCES or SAFAR_DATA. */
export function fileOf({ data, file }: InFile): string {
  const config = readConfig({ flags: { SAFAR_DATA: data, SAFAR_SOURCES: file } });
  const shared = data === undefined || file !== undefined ? config.SAFAR_SOURCES : "";
  return shared || join(config.SAFAR_DATA, "sources.json");
}

/** @throws {Error} when there is none, or it can't be used */
export async function readSources(options: InFile): Promise<SourceEntry[]> {
  const path = fileOf(options);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new Error(
      `There is no ${path}. The first start of \`safar serve\` makes it, or \`safar sources add\`; or name another with --data or --file.`,
    );
  });
  return parseSources(path, text);
}
