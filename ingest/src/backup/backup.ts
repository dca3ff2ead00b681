import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWhole } from "../data-folder/whole-file.js";
import { copyEither, copyFolder, syncFolder } from "./copy.js";
import type { Frozen } from "./freeze.js";
import { type BackupTable, DATA_FILES, MANIFEST, type Manifest } from "./manifest.js";

export interface BackupReport {
  readonly tables: number;
  readonly parts: number;
  readonly bytes: number;
}

/**
 * Copies what is frozen, and the data folder's files, into a new folder. It appears under its name when it is whole.
 *
 * @throws {Error} when the target is there already, or the disk is full
 */
export async function writeBackup(
  data: string,
  frozen: Frozen,
  target: string,
  release: string,
  onTable: (table: string, parts: number) => void,
): Promise<BackupReport> {
  await refuseFull(target);
  const draft = `${target}.partial`;
  await rm(draft, { recursive: true, force: true });
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    const tables: BackupTable[] = [];
    let bytes = 0;
    for (const { table, create, folder } of frozen.tables) {
      const parts = folder === undefined ? [] : (await readdir(folder)).sort();
      onTable(table, parts.length);
      for (const part of parts)
        bytes += await copyFolder(join(folder!, part), join(draft, "tables", table, part));
      tables.push({ table, create, parts });
    }
    const files = DATA_FILES.filter((name) => existsSync(join(data, name)));
    for (const name of files) bytes += await copyEither(join(data, name), join(draft, "files", name));
    const manifest: Manifest = { format: 1, release, at: new Date().toISOString(), tables, files };
    await writeWhole(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    await syncFolder(draft);
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
    await syncFolder(dirname(target));
    return { tables: tables.length, parts: tables.reduce((sum, { parts }) => sum + parts.length, 0), bytes };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** @throws {Error} when the folder is there and has something in it */
export async function refuseFull(target: string): Promise<void> {
  const names = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new Error(`${target} can't be used: ${error.message}`, { cause: error });
  });
  if (names.length > 0) throw new Error(`${target} is not empty. Name a new folder: nothing is overwritten.`);
}
