import { DATABASE } from "../warehouse/statements.js";
import type { Warehouse } from "../warehouse/warehouse.js";
import { Cursor } from "./cluster/statement.js";
import { distributedTable, replicatedDefinition } from "./cluster/table.js";
import { renamedTables } from "./cluster/table-names.js";
import { splitAt, textOf } from "./sql/tokens.js";

/** A schema statement that no rule translates for a cluster. */
export class ClusterStatementError extends Error {
  override readonly name = "ClusterStatementError";
}

/**
 * Translates a schema statement for one server into statements for a cluster.
 *
 * A table becomes two: the replicated `<name>_local` on every server, and `<name>`, which distributes rows over the
 * shards and reads from all of them. Rows that replace each other must be on the same shard, so rows are distributed
 * by the sorting key. Views are created unchanged on every server. A materialized view reads a server's own rows and
 * writes to that server's part of the target table; readers of the target combine the parts of all servers.
 *
 * @param cluster a name of `system.clusters`
 * @throws {ClusterStatementError}
 */
export function onCluster(statement: string, cluster: string): string[] {
  const on = onClusterClause(cluster);
  const read = new Cursor(statement);
  if (read.words("CREATE", "DATABASE", "IF", "NOT", "EXISTS"))
    return [`CREATE DATABASE IF NOT EXISTS ${read.name()} ${on}`];
  if (read.words("CREATE", "TABLE", "IF", "NOT", "EXISTS")) {
    const name = read.name();
    const definition = read.rest();
    return [
      `CREATE TABLE IF NOT EXISTS ${DATABASE}.${name}_local ${on} ${replicatedDefinition(definition)}`,
      `CREATE TABLE IF NOT EXISTS ${DATABASE}.${name} ${on} AS ${DATABASE}.${name}_local ` +
        `ENGINE = ${distributedTable(definition, { cluster: quoted(cluster), database: DATABASE, table: `${name}_local` })}`,
    ];
  }
  if (read.words("CREATE", "OR", "REPLACE", "VIEW"))
    return [`CREATE OR REPLACE VIEW ${read.nameIn(DATABASE)} ${on} ${textOf(read.rest())}`];
  if (read.words("DROP", "VIEW", "IF", "EXISTS"))
    return [`DROP VIEW IF EXISTS ${read.nameIn(DATABASE)} ${on} ${textOf(read.rest())}`.trimEnd()];
  if (read.words("CREATE", "MATERIALIZED", "VIEW", "IF", "NOT", "EXISTS")) {
    const name = read.name();
    // Use each table's local half, which holds the rows.
    const definition = renamedTables(read.rest(), (table) => `${DATABASE}.${table}_local`);
    return [`CREATE MATERIALIZED VIEW IF NOT EXISTS ${DATABASE}.${name} ${on} ${definition}`];
  }
  // INSERT … SELECT goes through the distributed tables; each server deletes from its own.
  if (read.words("INSERT", "INTO") && read.has("SELECT"))
    return [renamedTables(read.whole(), (table) => `${DATABASE}.${table}`)];
  if (read.words("TRUNCATE", "TABLE")) return [`TRUNCATE TABLE ${DATABASE}.${read.name()}_local ${on}`];
  if (read.words("ALTER", "TABLE")) return alter(read.name(), read, on);
  throw new ClusterStatementError(
    `This statement can't be brought to a cluster, because no rule says how: ${statement.slice(0, 200)}`,
  );
}

/** Both tables have the columns; TTL, settings, indexes and rows belong to the local one only. */
function alter(name: string, read: Cursor, on: string): string[] {
  const changes = read.rest();
  const columns = splitAt(changes, ",").filter((change) => {
    const words = new Cursor(change);
    return ["ADD", "DROP", "MODIFY", "RENAME", "COMMENT"].some((verb) => words.words(verb, "COLUMN"));
  });
  const local = `ALTER TABLE ${DATABASE}.${name}_local ${on} ${textOf(changes)}`;
  if (columns.length === 0) return [local];
  return [
    local,
    `ALTER TABLE ${DATABASE}.${name} ${on} ${columns.map((change) => textOf(change).trim()).join(", ")}`,
  ];
}

/** Wraps a warehouse so that each command runs on every server of the cluster. */
export function clusterWarehouse(warehouse: Warehouse, cluster: string): Warehouse {
  return {
    ...warehouse,
    async command(statement) {
      for (const each of onCluster(statement, cluster)) await warehouse.command(each);
    },
  };
}

/** The statement that creates the database on every server of the cluster. */
export function createDatabaseStatement(cluster: string): string {
  return `CREATE DATABASE IF NOT EXISTS ${DATABASE} ${onClusterClause(cluster)}`;
}

/** The clause that runs a statement on every server of a cluster. */
export function onClusterClause(cluster: string): string {
  return `ON CLUSTER ${quoted(cluster)}`;
}

function quoted(name: string): string {
  return `'${name.replaceAll(/[\\']/g, "\\$&")}'`;
}
