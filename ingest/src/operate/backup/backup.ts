import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { writeWhole } from "../../data-folder/whole-file.js";
import { type Copied, copyEither, sha256Of, syncFolder } from "./copy.js";
import type { Frozen } from "./freeze.js";
import { type BackupTable, DATA_FILES, MANIFEST, type Manifest } from "./manifest.js";

export interface BackupReport {
  readonly tables: number;
  readonly parts: number;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Copies the frozen tables and the data folder's files into a new folder. The folder gets its final name when the
 * backup is complete.
 *
 * @throws {Error} when the target already exists, or the disk is full
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
    const copied: Copied[] = [];
    const copy = async (from: string, to: string) => {
      for await (const file of copyEither(from, to)) copied.push(file);
    };
    for (const { table, create, folder } of frozen.tables) {
      const parts = folder === undefined ? [] : (await readdir(folder)).sort();
      onTable(table, parts.length);
      let rows = 0;
      for (const part of parts) {
        rows += await rowsOf(join(folder!, part));
        await copy(join(folder!, part), join(draft, "tables", table, part));
      }
      tables.push({ table, create, parts, rows });
    }
    const files = DATA_FILES.filter((name) => existsSync(join(data, name)));
    for (const name of files) await copy(join(data, name), join(draft, "files", name));
    await verify(copied);
    const checksums = Object.fromEntries(copied.map(({ path, sha256 }) => [relative(draft, path), sha256]));
    const at = new Date().toISOString();
    const manifest: Manifest = { format: 2, release, at, tables, files, checksums };
    await writeWhole(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    await syncFolder(draft);
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
    await syncFolder(dirname(target));
    return {
      tables: tables.length,
      parts: tables.reduce((sum, { parts }) => sum + parts.length, 0),
      rows: tables.reduce((sum, { rows = 0 }) => sum + rows, 0),
      bytes: copied.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Number of rows in a part, from the engine's file beside it. */
async function rowsOf(part: string): Promise<number> {
  const rows = Number(await readFile(join(part, "count.txt"), "utf8"));
  if (!Number.isInteger(rows)) throw new Error(`${part} is damaged: its row count can't be read.`);
  return rows;
}

/** Reads every copy again, to detect a faulty disk now and not during a restore. */
async function verify(copied: readonly Copied[]): Promise<void> {
  for (const { path, sha256 } of copied)
    if ((await sha256Of(path)) !== sha256)
      throw new Error(`${path} differs from what was written. Check the disk.`);
}

/** @throws {Error} when the folder exists and is not empty */
export async function refuseFull(target: string): Promise<void> {
  const names = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new Error(`${target} can't be used: ${error.message}`, { cause: error });
  });
  if (names.length > 0)
    throw new Error(`${target} is not empty. Name a new folder; existing files are never overwritten.`);
}
