import { access } from "node:fs/promises";
import { ConfigError } from "../settings/config.js";
import { type OpenedSources, type OpenSourcesOptions, openSources } from "./open-sources.js";

/**
 * Opens the file of sources and write keys that several processes share. None is made: each would make its own.
 *
 * @param path as in SAFAR_SOURCES
 * @throws {ConfigError} when none is named, or there is none
 */
export async function openSharedSources(
  path: string,
  options: Omit<OpenSourcesOptions, "first">,
): Promise<OpenedSources> {
  if (path === "") {
    throw new ConfigError(
      "SAFAR_SOURCES is not set. Name the file of sources and write keys that all collectors share; `safar sources add` makes a first one.",
    );
  }
  await access(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "does not exist" : `can't be read: ${error.message}`;
    throw new ConfigError(
      `The file ${path} of SAFAR_SOURCES ${why}. \`safar sources add\` makes a first one.`,
      {
        cause: error,
      },
    );
  });
  return await openSources(path, options);
}
