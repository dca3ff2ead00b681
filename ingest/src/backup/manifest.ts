import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a backup's folder holds; it is written last, so a folder without it is no whole backup. */
export interface Manifest {
  readonly format: 1;
  /** The release of Safar that wrote it. */
  readonly release: string;
  readonly at: string;
  readonly tables: readonly BackupTable[];
  /** Files of the data folder: sources, secrets, receipts. */
  readonly files: readonly string[];
}

export interface BackupTable {
  readonly table: string;
  readonly create: string;
  /** Names of its parts, folders in `tables/<table>/`. */
  readonly parts: readonly string[];
}

export const MANIFEST = "backup.json";

/** Files of a data folder that belong into a backup, or folders of such; each is readable by its owner alone. */
export const DATA_FILES = [
  "sources.json",
  "sources.audit.jsonl",
  "sources.used",
  "secrets.json",
  "operator.json",
  "erasures.audit.jsonl",
];

/** @throws {Error} when the folder holds no whole backup of a form that this release reads */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === "ENOENT"
        ? `${folder} is no whole backup: it has no ${MANIFEST}. Name a folder that \`safar backup\` has finished.`
        : `${folder} can't be read: ${error.message}`,
      { cause: error },
    );
  });
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format !== 1)
    throw new Error(
      `${folder} was written by a later release (${manifest.release}). Restore it with that one.`,
    );
  return manifest;
}
