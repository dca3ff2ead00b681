import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { makePrivate, PRIVATE_FOLDER } from "../../data-folder/private.js";
import { openFolderWarehouse } from "../../store/engine/folder-warehouse.js";
import { migrate } from "../../store/migrate/migrate.js";
import { literal } from "../../store/warehouse/literal.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { refuseFull } from "./backup.js";
import { copyEither, sha256Of } from "./copy.js";
import { type BackupTable, type Manifest, readManifest } from "./manifest.js";

/**
 * Creates a data folder from a backup: its tables, checked byte by byte, then the migrations of this release.
 *
 * @param data a folder that does not exist yet, or is empty
 * @returns the number of rows in all tables
 * @throws {Error} when the backup is damaged or incomplete; then everything created is removed
 */
export async function restore(
  backup: string,
  data: string,
  onTable: (table: string, parts: number) => void,
): Promise<number> {
  const manifest = await readManifest(backup);
  const { tables, files } = manifest;
  await verifyBackup(backup, manifest);
  await refuseFull(data);
  const existed = existsSync(data);
  let restored = 0;
  try {
    await makePrivate(data);
    const warehouse = await openFolderWarehouse(data);
    try {
      for (const table of tables) {
        onTable(table.table, table.parts.length);
        restored += await restoreTable(warehouse, backup, table);
      }
      await migrate(warehouse);
    } finally {
      await warehouse.close();
    }
    for (const name of files) await copy(join(backup, "files", name), join(data, name));
    return restored;
  } catch (error) {
    await rm(data, { recursive: true, force: true });
    if (existed) await mkdir(data, { mode: PRIVATE_FOLDER });
    throw new Error(`The backup ${backup} could not be restored: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Compares every file with its checksum before anything is created; backups of format 1 have no checksums. */
async function verifyBackup(backup: string, { checksums = {} }: Manifest): Promise<void> {
  for (const [path, expected] of Object.entries(checksums)) {
    const found = await Promise.resolve(path)
      .then((path) => sha256Of(within(backup, path)))
      .catch((error: Error) => error.message);
    if (found !== expected)
      throw new Error(
        `Nothing was restored: the backup ${backup} is damaged. ${path} differs from what was written (${found.length === 64 ? "another checksum" : found}).`,
      );
  }
}

/** @throws {Error} when a path points outside the backup */
function within(backup: string, path: string): string {
  const whole = join(backup, path);
  if (!whole.startsWith(`${backup}${sep}`)) throw new Error("it points outside the backup");
  return whole;
}

async function copy(from: string, to: string): Promise<void> {
  for await (const _ of copyEither(from, to));
}

/** @returns the number of its rows, after comparing it with the manifest */
async function restoreTable(
  warehouse: Pick<Warehouse, "query" | "command">,
  backup: string,
  { table, create, parts, rows }: BackupTable,
): Promise<number> {
  await warehouse.command(create);
  if (parts.length === 0) return 0;
  const [place] = await warehouse.query<{ paths: string[] }>(
    `SELECT data_paths AS paths FROM system.tables WHERE database = '${DATABASE}' AND name = {table:String}`,
    { table },
  );
  // A merge removes duplicate rows, and then their number would not match the manifest.
  await warehouse.command(`SYSTEM STOP MERGES ${DATABASE}.${table}`);
  for (const part of parts) {
    await copy(join(backup, "tables", table, part), join(place!.paths[0]!, "detached", part));
    await warehouse.command(`ALTER TABLE ${table} ATTACH PART ${literal(part)}`);
  }
  const checked = await warehouse.query<{ part_path: string; is_passed: number; message: string }>(
    `CHECK TABLE ${table} SETTINGS check_query_single_value_result = 0`,
  );
  const bad = checked.find(({ is_passed }) => !is_passed);
  if (bad) throw new Error(`A part of ${table} is damaged: ${bad.message}`);
  const [found] = await warehouse.query<{ rows: number }>(
    `SELECT toUInt32(sum(rows)) AS rows FROM system.parts WHERE database = '${DATABASE}' AND table = {table:String} AND active`,
    { table },
  );
  if (rows !== undefined && found!.rows !== rows)
    throw new Error(`${table} had ${rows} rows, but ${found!.rows} were restored.`);
  await warehouse.command(`SYSTEM START MERGES ${DATABASE}.${table}`);
  return found!.rows;
}
