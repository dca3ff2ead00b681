import { access } from "node:fs/promises";
import { ConfigError } from "../settings/config.js";
import { type OpenedSources, type OpenSourcesOptions, openSources } from "./open-sources.js";

/**
 * Opens the file of sources and write keys that several processes share. It never creates the file, because each
 * process would create its own.
 *
 * @param path from SAFAR_SOURCES
 * @throws {ConfigError} when the path is empty or the file does not exist
 */
export async function openSharedSources(
  path: string,
  options: Omit<OpenSourcesOptions, "first">,
): Promise<OpenedSources> {
  if (path === "") {
    throw new ConfigError(
      "SAFAR_SOURCES is not set. Set it to the file of sources and write keys that all collectors share; `safar sources add` creates it.",
    );
  }
  await access(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "does not exist" : `can't be read: ${error.message}`;
    throw new ConfigError(`The file ${path} of SAFAR_SOURCES ${why}. \`safar sources add\` creates it.`, {
      cause: error,
    });
  });
  return await openSources(path, options);
}
