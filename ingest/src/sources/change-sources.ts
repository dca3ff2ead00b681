import { mkdir, readFile, realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { PRIVATE_FOLDER } from "../data-folder/private.js";
import { writeWhole } from "../data-folder/whole-file.js";
import { type Audited, appendAudit } from "./audit-log.js";
import { withFileLock } from "./file-lock.js";
import { parseSources, type SourceEntry, SourcesFileError, sourcesText } from "./sources-file.js";
import { sourcesPlace } from "./sources-place.js";

/** What a change makes of the sources, and what is written down of it. */
export interface Changed {
  readonly sources: readonly SourceEntry[];
  readonly audit: readonly Audited[];
}

/**
 * Changes a file of sources: whoever reads it meanwhile sees the old content or the new, and of two changes at once
 * none is lost. What is done is in the audit log before it is done.
 *
 * @param path of the file; made when the change begins with nothing
 * @param change gets the sources as they are, none when there is no file
 * @throws {SourcesFileError} when the file, or what the change makes of it, is no list of sources
 * @throws {Error} when the folder can't be written to; nothing is changed then
 */
export async function changeSources(
  path: string,
  change: (sources: readonly SourceEntry[]) => Changed,
): Promise<readonly SourceEntry[]> {
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  // A link, as those that share a folder like to use, stays one.
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
    const [, what = (error as Error).message] =
      /is not a list of sources: (.*?)\. Mend it/.exec((error as Error).message) ?? [];
    throw new SourcesFileError(`That can't be: ${what}. Nothing was changed.`, { cause: error });
  }
}
