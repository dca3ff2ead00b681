import { readFile } from "node:fs/promises";
import { ConfigError } from "../config.js";
import { finder, type OpenedSources, parseSources } from "./sources-file.js";

/**
 * Opens the file of sources and write keys that several processes share. None is made: each would make its own.
 *
 * @param path as in SAFAR_SOURCES
 * @throws {ConfigError} when none is named, or there is none
 */
export async function openSharedSources(path: string): Promise<Pick<OpenedSources, "sources" | "find">> {
  if (path === "") {
    throw new ConfigError(
      "SAFAR_SOURCES is not set. Name the file of sources and write keys that all collectors share; `safar sources` prints a first one.",
    );
  }
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "does not exist" : `can't be read: ${error.message}`;
    throw new ConfigError(
      `The file ${path} of SAFAR_SOURCES ${why}. \`safar sources\` prints a first one to put there.`,
      { cause: error },
    );
  });
  const sources = parseSources(path, text);
  return { sources, find: finder(sources) };
}
