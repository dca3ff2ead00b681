import type { Logger } from "pino";
import { DATABASE } from "../warehouse/statements.js";
import type { Warehouse } from "../warehouse/warehouse.js";
import { MigrationError, migrate } from "./migrate.js";
import { createPrivateKeys } from "./private-keys.js";
import { schemaFolder } from "./schema-files.js";

/** The database that holds tables with other migrations until they are copied. */
const EARLIER = `${DATABASE}_earlier`;
const LEDGER = "schema_migrations";

/** Tables with original data; all others are derived from them. */
const TOLD = [
  ...["private_keys", "sources", "erasures", "event_rows", "joined_users", "dead_letters"],
  ...["journey_versions", "journey_rows", "journey_members", "journey_engine", "journey_claims"],
];

/**
 * Upgrades the tables of a data folder to this release. Tables of a commit between two releases, whose migrations had
 * other texts, are recreated, and the original data is copied into them. An interrupted start continues at the next
 * one. Needs as much free disk space as the tables use.
 *
 * @throws {MigrationError} `newer_schema`, also when this release has no column for existing data
 */
export async function migrateFolder(
  warehouse: Warehouse,
  logger: Pick<Logger, "warn" | "info">,
  folder: string = schemaFolder(),
): Promise<void> {
  if (!(await exists(warehouse, EARLIER, LEDGER))) {
    try {
      await migrate(warehouse, folder);
      return;
    } catch (error) {
      const { code } = error as MigrationError;
      if (code !== "changed_migration" && code !== "missing_migration") throw error;
      logger.warn(`${(error as Error).message} The tables are recreated, and their rows are copied.`);
      await setAside(warehouse);
    }
  }
  await copyInto(warehouse, folder, logger);
  await migrate(warehouse, folder);
  await warehouse.command(`DROP DATABASE ${EARLIER} SYNC`);
  logger.info("The tables are now those of this release");
}

/** Moves the original data aside; the ledger moves last and marks that the move is complete. */
async function setAside(warehouse: Warehouse): Promise<void> {
  await warehouse.command(`CREATE DATABASE IF NOT EXISTS ${EARLIER}`);
  const views = await warehouse.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = {database:String} AND engine IN ('View', 'MaterializedView')",
    { database: DATABASE },
  );
  for (const { name } of views) await warehouse.command(`DROP VIEW IF EXISTS ${DATABASE}.\`${name}\` SYNC`);
  for (const table of [...TOLD, LEDGER])
    if (await exists(warehouse, DATABASE, table))
      await warehouse.command(`RENAME TABLE ${DATABASE}.${table} TO ${EARLIER}.${table}`);
}

async function copyInto(warehouse: Warehouse, folder: string, logger: Pick<Logger, "info">): Promise<void> {
  const tables = await warehouse.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = {database:String} AND NOT startsWith(name, '.')",
    { database: DATABASE },
  );
  for (const { name } of tables) await warehouse.command(`DROP TABLE IF EXISTS ${DATABASE}.\`${name}\` SYNC`);
  const [then] = await warehouse.query<{ migrations: number }>(
    `SELECT toUInt32(count()) AS migrations FROM ${EARLIER}.${LEDGER} FINAL`,
  );
  // With the installation's keys, which recognise erased ids.
  await createPrivateKeys(warehouse);
  await copyTable(warehouse, "private_keys");
  // Up to the old tables' version, so that later migrations also change the copied rows.
  await migrate(warehouse, folder, then!.migrations);
  for (const table of TOLD.slice(1)) {
    logger.info(`Copying ${table}`);
    await copyTable(warehouse, table);
  }
}

async function copyTable(warehouse: Warehouse, table: string): Promise<void> {
  if (!(await exists(warehouse, EARLIER, table))) return;
  const columns = await commonColumns(warehouse, table);
  await warehouse.command(
    `INSERT INTO ${DATABASE}.${table} (${columns}) SELECT ${columns} FROM ${EARLIER}.${table}`,
  );
  const [before, after] = [await count(warehouse, EARLIER, table), await count(warehouse, DATABASE, table)];
  if (before !== after)
    throw new Error(
      `${table} had ${before} rows, and ${after} were copied. Nothing of it is lost: start again.`,
    );
}

/** @throws {MigrationError} when a column that this release does not have contains data */
async function commonColumns(warehouse: Warehouse, table: string): Promise<string> {
  const told = async (database: string) =>
    (
      await warehouse.query<{ name: string }>(
        `SELECT name FROM system.columns WHERE database = {database:String} AND table = {table:String}
         AND default_kind IN ('', 'DEFAULT') ORDER BY position`,
        { database, table },
      )
    ).map(({ name }) => name);
  const [earlier, now] = [await told(EARLIER), new Set(await told(DATABASE))];
  for (const column of earlier.filter((name) => !now.has(name))) {
    const [found] = await warehouse.query<{ used: number }>(
      `SELECT toUInt8(count() > 0) AS used FROM ${EARLIER}.${table}
       WHERE \`${column}\` != defaultValueOfArgumentType(\`${column}\`)`,
    );
    if (found!.used)
      throw new MigrationError(
        "newer_schema",
        `The tables were made by another release: this one does not have ${table}.${column}. Start the release that made them.`,
      );
  }
  return earlier
    .filter((name) => now.has(name))
    .map((name) => `\`${name}\``)
    .join(", ");
}

async function count(warehouse: Warehouse, database: string, table: string): Promise<string> {
  const [row] = await warehouse.query<{ n: string }>(
    `SELECT toString(count()) AS n FROM ${database}.${table} FINAL`,
  );
  return row!.n;
}

async function exists(warehouse: Warehouse, database: string, table: string): Promise<boolean> {
  const rows = await warehouse.query(
    "SELECT 1 FROM system.tables WHERE database = {database:String} AND name = {table:String}",
    { database, table },
  );
  return rows.length > 0;
}
