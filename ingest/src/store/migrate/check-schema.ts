import { type Warehouse, WarehouseError } from "../warehouse/warehouse.js";
import { MigrationError } from "./migrate.js";
import { readSchemaFiles, schemaFolder } from "./schema-files.js";

/**
 * Checks that a warehouse has the tables of this release.
 *
 * @throws {MigrationError} `no_schema`, `older_schema` or `newer_schema`, with what to do
 * @throws {WarehouseError} when the warehouse is not available
 */
export async function checkSchema(
  warehouse: Pick<Warehouse, "query">,
  folder: string = schemaFolder(),
): Promise<void> {
  const { migrations } = await readSchemaFiles(folder);
  const applied = new Set(await appliedMigrations(warehouse));
  const unknown = [...applied].filter((name) => migrations.every((file) => file.name !== name));
  if (unknown.length > 0) {
    throw new MigrationError(
      "newer_schema",
      `The tables are of a later release: this one does not know the migration ${unknown.join(", ")}. Install that release here.`,
    );
  }
  const missing = migrations.filter(({ name }) => !applied.has(name));
  if (missing.length > 0) {
    throw new MigrationError(
      "older_schema",
      `The tables are of an earlier release: ${missing.map(({ name }) => name).join(", ")} was not applied. Run \`safar migrate --clickhouse ADDRESS\` of this release, or wait for it with --wait.`,
    );
  }
}

async function appliedMigrations(warehouse: Pick<Warehouse, "query">): Promise<string[]> {
  try {
    const rows = await warehouse.query<{ name: string }>(
      "SELECT DISTINCT name FROM schema_migrations ORDER BY name",
    );
    return rows.map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof WarehouseError) || !["UNKNOWN_TABLE", "UNKNOWN_DATABASE"].includes(error.type))
      throw error;
    throw new MigrationError(
      "no_schema",
      "This ClickHouse has no tables of Safar. Run `safar migrate --clickhouse ADDRESS`, or wait for it with --wait.",
    );
  }
}
