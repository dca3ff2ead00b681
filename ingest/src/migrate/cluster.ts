import { DATABASE } from "../warehouse/statements.js";
import type { Warehouse } from "../warehouse/warehouse.js";

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
  const on = `ON CLUSTER ${quoted(cluster)}`;
  const table = /^CREATE TABLE IF NOT EXISTS (\w+)\s*(\(.*\)\s*ENGINE = .*)$/s.exec(statement);
  if (table) {
    const [, name = "", definition = ""] = table;
    return [
      `CREATE TABLE IF NOT EXISTS ${DATABASE}.${name}_local ${on} ${replicated(definition)}`,
      `CREATE TABLE IF NOT EXISTS ${DATABASE}.${name} ${on} AS ${DATABASE}.${name}_local ` +
        `ENGINE = Distributed(${quoted(cluster)}, ${DATABASE}, ${name}_local, ${shardingKey(definition)})`,
    ];
  }
  const view = /^(CREATE OR REPLACE VIEW|DROP VIEW IF EXISTS) (`?\w+`?)(.*)$/s.exec(statement);
  if (view) return [`${view[1]} ${DATABASE}.${view[2]} ${on}${view[3]}`];
  const kept = /^CREATE MATERIALIZED VIEW IF NOT EXISTS (\w+)\s+((?:REFRESH\b.*?\b)?TO \w+.*)$/s.exec(
    statement,
  );
  if (kept)
    return [`CREATE MATERIALIZED VIEW IF NOT EXISTS ${DATABASE}.${kept[1]} ${on} ${ownRows(kept[2]!)}`];
  // Rows that are made of others go through the tables that spread them; each server removes its own.
  if (/^INSERT INTO \w+\s+SELECT\b/.test(statement))
    return [statement.replaceAll(/\b(INTO|FROM)(\s+)(\w+)/g, `$1$2${DATABASE}.$3`)];
  const emptied = /^TRUNCATE TABLE (\w+)$/.exec(statement);
  if (emptied) return [`TRUNCATE TABLE ${DATABASE}.${emptied[1]}_local ${on}`];
  const alter = /^ALTER TABLE (\w+)\s+(.*)$/s.exec(statement);
  if (alter) {
    const [, name = "", change = ""] = alter;
    const local = `ALTER TABLE ${DATABASE}.${name}_local ${on} ${change}`;
    // Only columns stand in both; age, settings and indexes belong to the rows alone.
    return /^(ADD|DROP|MODIFY|RENAME|COMMENT) COLUMN\b/i.test(change)
      ? [local, `ALTER TABLE ${DATABASE}.${name} ${on} ${change}`]
      : [local];
  }
  throw new ClusterStatementError(
    `This statement can't be brought to a cluster, because no rule says how: ${statement.slice(0, 200)}`,
  );
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
  return `CREATE DATABASE IF NOT EXISTS ${DATABASE} ON CLUSTER ${quoted(cluster)}`;
}

/** What a materialized view reads and where it writes, on one server: of each table the half that holds rows. */
function ownRows(definition: string): string {
  const named = new Set([...definition.matchAll(/\b(\w+) AS \(/g)].map(([, name]) => name));
  // What names its database, such as system.parts, is a server's own already.
  return definition.replaceAll(/\b(FROM|JOIN|TO)(\s+)(\w+)\b(?!\.)/g, (whole, word, space, name) =>
    named.has(name) ? whole : `${word}${space}${DATABASE}.${name}_local`,
  );
}

/** The server's `default_replica_path` and `default_replica_name` say where replicas find each other. */
function replicated(definition: string): string {
  const engine = /\bENGINE = (ReplacingMergeTree|AggregatingMergeTree|MergeTree)\b/;
  if (!engine.test(definition)) {
    throw new ClusterStatementError(
      `Only tables of the MergeTree family can be replicated: ${definition.slice(-200)}`,
    );
  }
  return definition.replace(engine, "ENGINE = Replicated$1");
}

/** A hash of what the rows are sorted by; a column that the table computes is computed here, too. */
function shardingKey(definition: string): string {
  const order = /\bORDER BY (?:\(([^)]*)\)|(\w+))/.exec(definition);
  const columns = (order?.[1] ?? order?.[2] ?? "").split(",").map((name) => name.trim());
  if (columns[0] === "")
    throw new ClusterStatementError("A table without ORDER BY can't be spread over shards.");
  const terms = columns.map((name) => {
    const computed = new RegExp(`^\\s*${name} \\w+ MATERIALIZED (.+?),?$`, "m").exec(definition);
    return computed?.[1] ?? name;
  });
  return `sipHash64(${terms.join(", ")})`;
}

function quoted(name: string): string {
  return `'${name.replaceAll(/[\\']/g, "\\$&")}'`;
}
