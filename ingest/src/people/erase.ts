import { setTimeout as sleep } from "node:timers/promises";
import { PERSON_TABLES, type PersonTable } from "@safar/schemas";
import { onCluster } from "../store/migrate/cluster.js";
import { clusterOf } from "../store/warehouse/cluster-of.js";
import { literal } from "../store/warehouse/literal.js";
import { DATABASE } from "../store/warehouse/statements.js";
import type { Warehouse } from "../store/warehouse/warehouse.js";
import type { Erasure } from "./erasures.js";

/**
 * Deletes rows of erased ids from every table and waits until every replica has deleted them. The statement contains
 * hashes, not ids, because ClickHouse keeps the text of mutations.
 *
 * @param untilTheirTime keep events from after the erasure: the person may have come back
 */
export async function eraseRows(
  warehouse: Pick<Warehouse, "command" | "query">,
  salts: readonly string[],
  erasures: readonly Erasure[],
  { untilTheirTime = false } = {},
): Promise<void> {
  const groups = new Map<string, Erasure[]>();
  for (const erasure of erasures) {
    const key = untilTheirTime ? `${erasure.source}/${erasure.erasedAt}` : erasure.source;
    groups.set(key, [...(groups.get(key) ?? []), erasure]);
  }
  const cluster = await clusterOf(warehouse);
  const run = async (statement: string) => {
    const statements = cluster === undefined ? [statement] : onCluster(statement, cluster);
    for (const each of statements) await warehouse.command(each);
  };
  const eraseFrom = async ({ table, labels, time }: PersonTable) => {
    for (const group of groups.values()) {
      const { source, erasedAt } = group[0]!;
      const hashes = group.map(({ hash }) => literal(hash)).join(", ");
      const hashed = salts.map(
        (salt) =>
          `arrayMap(label -> lower(hex(SHA256(concat(${literal(`${salt}/${source}/`)}, label)))), ${labels})`,
      );
      const before = untilTheirTime ? ` AND ${time} <= fromUnixTimestamp64Milli(toInt64(${erasedAt}))` : "";
      await run(
        `ALTER TABLE ${table} DELETE WHERE source_id = ${literal(source)}${before} AND hasAny(arrayConcat(${hashed.join(", ")}), [${hashes}]) SETTINGS mutations_sync = 2`,
      );
    }
  };
  for (const table of PERSON_TABLES) if (!table.isDerived) await eraseFrom(table);
  // A running refresh may have read rows before they were erased. It must not write them back into derived tables.
  await refreshesEnded(warehouse, cluster);
  for (const table of PERSON_TABLES) if (table.isDerived) await eraseFrom(table);
}

const LOOK_AGAIN_MS = 100;

/** Resolves when every refresh that is running now has ended. A refresh that starts later reads only the rows left. */
async function refreshesEnded(warehouse: Pick<Warehouse, "query">, cluster?: string): Promise<void> {
  const refreshes =
    cluster === undefined
      ? "system.view_refreshes"
      : `clusterAllReplicas(${literal(cluster)}, system.view_refreshes)`;
  const running = async () => {
    const views = await warehouse.query<{ view: string }>(
      `SELECT concat(hostName(), toString(tcpPort()), view) AS view FROM ${refreshes}
       WHERE database = '${DATABASE}' AND status = 'Running'`,
    );
    return views.map(({ view }) => view);
  };
  let awaited = await running();
  while (awaited.length > 0) {
    await sleep(LOOK_AGAIN_MS);
    const still = await running();
    awaited = awaited.filter((view) => still.includes(view));
  }
}
