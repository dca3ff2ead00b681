import { INTERNAL_DATABASE } from "../warehouse/statements.js";
import type { Warehouse } from "../warehouse/warehouse.js";
import { createPrivateKeys, openPrivateKey, withIdentityKey } from "./private-keys.js";
import { readSchemaFiles, type SchemaFile, schemaFolder, statementsOf } from "./schema-files.js";
import { dropFormerViews } from "./views/drop-former-views.js";
import { dropUnmarked, type NamesInUse, namesInUse } from "./views/own-names.js";
import { nameOfView, viewStatement } from "./views/read-views.js";

/** The result of a run. */
export interface MigrationReport {
  /** Names of the migrations that this run applied. */
  readonly applied: readonly string[];
  /** How many were applied before. */
  readonly before: number;
  /** Full names of the recreated views. */
  readonly views: readonly string[];
  /** Full names of the dropped views of an earlier release. */
  readonly dropped: readonly string[];
}

/** The tables do not match this release; nothing was changed. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  constructor(
    readonly code:
      | "changed_migration"
      | "missing_migration"
      | "newer_schema"
      | "older_schema"
      | "no_schema"
      | "locked"
      | "foreign_view",
    message: string,
  ) {
    super(message);
  }
}

interface LedgerRow {
  readonly name: string;
  readonly checksum: string;
}

/**
 * Upgrades the warehouse's tables and views to this release.
 *
 * Each numbered migration runs once and is recorded in a ledger with its checksum; views are recreated on every run.
 * An interrupted run continues where it stopped: a migration's statements can be repeated, and its ledger entry is
 * written last.
 *
 * @param upTo run only this many migrations and no views, for rows of an earlier schema; default: all
 * @param folder contains `migrations/` and `views/`; default: the installed `@safar/schemas`
 * @throws {MigrationError} when the ledger shows a changed text, a gap, or a later release, or when somebody else's
 *   view has the name of one of ours
 */
export async function migrate(
  warehouse: Warehouse,
  folder: string = schemaFolder(),
  upTo = Number.POSITIVE_INFINITY,
): Promise<MigrationReport> {
  const whole = await readSchemaFiles(folder);
  const files = Number.isFinite(upTo) ? { migrations: whole.migrations.slice(0, upTo), views: [] } : whole;
  await warehouse.command(
    "CREATE TABLE IF NOT EXISTS schema_migrations (name String, checksum String, applied_at DateTime64(3, 'UTC')) " +
      "ENGINE = ReplacingMergeTree ORDER BY name SETTINGS fsync_after_insert = 1, fsync_part_directory = 1",
  );
  const ledger = await warehouse.query<LedgerRow>(
    "SELECT name, checksum FROM schema_migrations FINAL ORDER BY name",
  );
  checkLedger(ledger, files.migrations);
  const inUse = await namesInUse(warehouse, files.views);
  refuseForeign(inUse);
  await warehouse.command(`CREATE DATABASE IF NOT EXISTS ${INTERNAL_DATABASE}`);

  await createPrivateKeys(warehouse);
  const key = await openPrivateKey(warehouse, "persons");
  const run = (statement: string) => warehouse.command(withIdentityKey(statement, key));
  const pending = files.migrations.slice(ledger.length);
  for (const migration of pending) {
    for (const statement of statementsOf(migration)) await run(statement);
    const row = JSON.stringify([migration.name, migration.checksum, Date.now()]);
    await warehouse.insert("schema_migrations", ["name", "checksum", "applied_at"], [row]);
  }
  // An earlier schema keeps its key in its table of erasures.
  if (!Number.isFinite(upTo)) await openPrivateKey(warehouse, "erasures");
  if (files.views.length > 0) await dropUnmarked(warehouse, inUse);
  for (const view of files.views) await run(viewStatement(view));
  return {
    applied: pending.map(({ name }) => name),
    before: ledger.length,
    views: files.views.map(nameOfView),
    dropped: await dropFormerViews(warehouse, files.views),
  };
}

/** @throws {MigrationError} `foreign_view`, so that no view of somebody else is replaced */
function refuseForeign({ foreign: [first, ...others] }: NamesInUse): void {
  if (first === undefined) return;
  const names = [first, ...others].map(nameOfView).join(", ");
  throw new MigrationError(
    "foreign_view",
    `Safar needs ${others.length > 0 ? "names" : "a name"} that another view or table already has: ${names}. Nothing was changed. Rename it first, such as: RENAME TABLE ${nameOfView(first)} TO ${nameOfView(first)}_own.`,
  );
}

function checkLedger(ledger: readonly LedgerRow[], migrations: readonly SchemaFile[]): void {
  for (const [place, { name, checksum }] of ledger.entries()) {
    const file = migrations[place];
    if (file === undefined) {
      throw new MigrationError(
        "newer_schema",
        `The tables are of a later release: this one does not know the migration ${name}. Start the release that made them, or a later one.`,
      );
    }
    if (file.name !== name) {
      throw new MigrationError(
        "missing_migration",
        `The migration ${name} was applied here, and this release has ${file.name} in its place. Install a release whose migrations begin as the ledger does (table safar.schema_migrations).`,
      );
    }
    if (file.checksum !== checksum) {
      throw new MigrationError(
        "changed_migration",
        `The migration ${name} is not the one that was applied: its text was changed. Restore its file, and put the change into a new migration.`,
      );
    }
  }
}
