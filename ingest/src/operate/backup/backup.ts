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

/** Rows of a part, as the engine notes them beside it. */
async function rowsOf(part: string): Promise<number> {
  const rows = Number(await readFile(join(part, "count.txt"), "utf8"));
  if (!Number.isInteger(rows)) throw new Error(`${part} does not say how many rows it has: it is damaged.`);
  return rows;
}

/** Reads every copy again: a disk that writes something else than it is given is found now, and not when it is needed. */
async function verify(copied: readonly Copied[]): Promise<void> {
  for (const { path, sha256 } of copied)
    if ((await sha256Of(path)) !== sha256)
      throw new Error(`${path} is not what was written. Check that disk.`);
}

/** @throws {Error} when the folder is there and has something in it */
export async function refuseFull(target: string): Promise<void> {
  const names = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new Error(`${target} can't be used: ${error.message}`, { cause: error });
  });
  if (names.length > 0) throw new Error(`${target} is not empty. Name a new folder: nothing is overwritten.`);
}
