import { mkdir, readFile, realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { PRIVATE_FOLDER } from "../data-folder/private.js";
import { writeWhole } from "../data-folder/whole-file.js";
import { type Audited, appendAudit } from "./audit-log.js";
import { withFileLock } from "./file-lock.js";
import { parseSources, type SourceEntry, SourcesFileError, sourcesText } from "./sources-file.js";
import { sourcesPlace } from "./sources-place.js";

/** The changed sources, and their audit entries. */
export interface Changed {
  readonly sources: readonly SourceEntry[];
  readonly audit: readonly Audited[];
}

/**
 * Changes a file of sources. Concurrent readers see the old or the new content, and concurrent changes are not lost.
 * The audit log is written before the change.
 *
 * @param path the file; created if it does not exist
 * @param change gets the current sources, none when there is no file
 * @throws {SourcesFileError} when the file, or the result of the change, is not a valid list of sources
 * @throws {Error} when the folder is not writable; then nothing is changed
 */
export async function changeSources(
  path: string,
  change: (sources: readonly SourceEntry[]) => Changed,
): Promise<readonly SourceEntry[]> {
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  // Write through a symbolic link (common in shared folders), so that it stays a link.
  const { file, lock, auditLog } = sourcesPlace(await realpath(path).catch(() => path));
  return await withFileLock(lock, async () => {
    const text = await readFile(file, "utf8").catch(ifThereIsNone);
    const { sources, audit } = change(text === undefined ? [] : parseSources(file, text));
    const changed = sourcesText(sources);
    checkChange(file, changed);
    for (const entry of audit) await appendAudit(auditLog, entry);
    try {
      await writeWhole(file, changed);
    } catch (error) {
      for (const entry of audit) await appendAudit(auditLog, { ...entry, failed: (error as Error).message });
      throw error;
    }
    return sources;
  });
}

function ifThereIsNone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

function checkChange(file: string, text: string): void {
  try {
    parseSources(file, text);
  } catch (error) {
    if (!(error instanceof SourcesFileError)) throw error;
    throw new SourcesFileError(`Invalid change: ${error.problem}. Nothing was changed.`, { cause: error });
  }
}
