import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { makePrivate, PRIVATE_FOLDER } from "../data-folder/private.js";
import { migrate } from "../migrate/migrate.js";
import { literal } from "../query/session.js";
import { openChdbWarehouse } from "../warehouse/chdb.js";
import { DATABASE } from "../warehouse/statements.js";
import type { Warehouse } from "../warehouse/warehouse.js";
import { refuseFull } from "./backup.js";
import { copyEither, copyFolder } from "./copy.js";
import { type BackupTable, readManifest } from "./manifest.js";

/**
 * Makes a data folder from a backup: its tables as they were, checked byte by byte, then what this release adds.
 *
 * @param data a folder that is not there yet, or empty
 * @throws {Error} when the backup is damaged or not whole; nothing is left of the attempt
 */
export async function restore(
  backup: string,
  data: string,
  onTable: (table: string, parts: number) => void,
): Promise<void> {
  const { tables, files } = await readManifest(backup);
  await refuseFull(data);
  const existed = existsSync(data);
  try {
    await makePrivate(data);
    const warehouse = await openChdbWarehouse(data);
    try {
      for (const table of tables) {
        onTable(table.table, table.parts.length);
        await restoreTable(warehouse, backup, table);
      }
      await migrate(warehouse);
    } finally {
      await warehouse.close();
    }
    for (const name of files) await copyEither(join(backup, "files", name), join(data, name));
  } catch (error) {
    await rm(data, { recursive: true, force: true });
    if (existed) await mkdir(data, { mode: PRIVATE_FOLDER });
    throw new Error(`The backup ${backup} could not be restored: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function restoreTable(
  warehouse: Pick<Warehouse, "query" | "command">,
  backup: string,
  { table, create, parts }: BackupTable,
): Promise<void> {
  await warehouse.command(create);
  if (parts.length === 0) return;
  const [place] = await warehouse.query<{ paths: string[] }>(
    `SELECT data_paths AS paths FROM system.tables WHERE database = '${DATABASE}' AND name = {table:String}`,
    { table },
  );
  for (const part of parts) {
    await copyFolder(join(backup, "tables", table, part), join(place!.paths[0]!, "detached", part));
    await warehouse.command(`ALTER TABLE ${table} ATTACH PART ${literal(part)}`);
  }
  const checked = await warehouse.query<{ part_path: string; is_passed: number; message: string }>(
    `CHECK TABLE ${table} SETTINGS check_query_single_value_result = 0`,
  );
  const bad = checked.find(({ is_passed }) => !is_passed);
  if (bad) throw new Error(`A part of ${table} is damaged: ${bad.message}`);
}
