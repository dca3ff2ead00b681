import { DATABASE } from "../warehouse/statements.js";
import type { Warehouse } from "../warehouse/warehouse.js";
import { Cursor } from "./cluster/statement.js";
import { distributedTable, replicatedDefinition } from "./cluster/table.js";
import { renamedTables } from "./cluster/table-names.js";
import { splitAt, textOf } from "./sql/tokens.js";

/** A statement of the schema that no rule brings to a cluster. */
export class ClusterStatementError extends Error {
  override readonly name = "ClusterStatementError";
}

/**
 * The statements that do on a cluster what one statement of the schema does on a server.
 *
 * A table becomes two: `<name>_local`, replicated, on every server, and `<name>`, which spreads rows over the
 * shards and reads from all of them. Rows that replace each other must meet on one shard, so the rows are
 * spread by what they are sorted by. Views stay as they are, on every server. A materialized view puts what comes
 * from a server's own rows into that server's own part of the other table; whoever reads that one puts together what
 * several servers say.
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
    // On a server, of each table the half that holds rows.
    const definition = renamedTables(read.rest(), (table) => `${DATABASE}.${table}_local`);
    return [`CREATE MATERIALIZED VIEW IF NOT EXISTS ${DATABASE}.${name} ${on} ${definition}`];
  }
  // Rows that are made of others go through the tables that spread them; each server removes its own.
  if (read.words("INSERT", "INTO") && read.has("SELECT"))
    return [renamedTables(read.whole(), (table) => `${DATABASE}.${table}`)];
  if (read.words("TRUNCATE", "TABLE")) return [`TRUNCATE TABLE ${DATABASE}.${read.name()}_local ${on}`];
  if (read.words("ALTER", "TABLE")) return alter(read.name(), read, on);
  throw new ClusterStatementError(
    `This statement can't be brought to a cluster, because no rule says how: ${statement.slice(0, 200)}`,
  );
}

/** Only columns stand in both tables; age, settings, indexes and rows belong to the one that holds rows. */
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

/** The warehouse, each of whose commands reaches every server of the cluster. */
export function clusterWarehouse(warehouse: Warehouse, cluster: string): Warehouse {
  return {
    ...warehouse,
    async command(statement) {
      for (const each of onCluster(statement, cluster)) await warehouse.command(each);
    },
  };
}

/** Makes the database on every server of the cluster. */
export function createDatabaseStatement(cluster: string): string {
  return `CREATE DATABASE IF NOT EXISTS ${DATABASE} ${onClusterClause(cluster)}`;
}

/** The clause by which a statement reaches every server of a cluster. */
export function onClusterClause(cluster: string): string {
  return `ON CLUSTER ${quoted(cluster)}`;
}

function quoted(name: string): string {
  return `'${name.replaceAll(/[\\']/g, "\\$&")}'`;
}
