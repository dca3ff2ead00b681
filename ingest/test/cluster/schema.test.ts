import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { clusterWarehouse, createDatabaseStatement } from "../../src/store/migrate/cluster.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import { readPrivateKeys } from "../../src/store/migrate/private-keys.js";
import { readSchemaFiles, schemaFolder } from "../../src/store/migrate/schema-files.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { type ClickHouseCluster, startCluster } from "../clickhouse-server/cluster.js";
import { startSingleServer } from "../clickhouse-server/single-server.js";
import { refreshVisits } from "../figures/refresh-visits.js";
import { migrateCluster, refreshCluster, rowsOfShards, sameKeys } from "./cluster-schema.js";
import { expectSameRows } from "./same-answers.js";

let cluster: ClickHouseCluster;
beforeEach(async () => {
  cluster = await startCluster();
});
afterEach(() => cluster?.close());

const { migrations, views } = await readSchemaFiles(schemaFolder());
const DAY_MS = 86_400_000;

describe("tables of an earlier release on two shards", () => {
  it.each([7, migrations.length - 1])(
    "of the first %i migrations are brought to this one, and say what a single server's do",
    async (count) => {
      const single = await startSingleServer();
      try {
        await cluster.warehouse.command(createDatabaseStatement(cluster.name));
        const both: [Warehouse, Warehouse] = [
          clusterWarehouse(cluster.warehouse, cluster.name),
          single.warehouse,
        ];
        await migrate(both[0], schemaFolder(), count);
        await sameKeys(both[0], both[1]);
        await migrate(both[1], schemaFolder(), count);
        const now = Date.now();
        for (const warehouse of both) await sell(warehouse, now);
        const hadSalts = await hasSalts(single.warehouse);

        await migrateCluster(cluster);
        await migrate(single.warehouse);
        // The salt that a migration moves is there for the next step, which would make another one.
        const salts = await readPrivateKeys(cluster.warehouse, "erasures");
        expect(salts).toEqual(hadSalts ? ["salt"] : [expect.any(String)]);
        await Promise.all([refreshCluster(cluster), refreshVisits(single.warehouse)]);
        const shards = await rowsOfShards(cluster, "event_rows");
        expect(shards).toHaveLength(2);
        for (const view of views)
          await expectSameRows(view, { cluster: cluster.warehouse, single: single.warehouse }, {}, 0);
      } finally {
        await single.close();
      }
    },
    180_000,
  );
});

describe("retention on two shards", () => {
  it("removes what is older from both, and a second migration changes nothing", async () => {
    await migrateCluster(cluster);
    const ages = [31, 29];
    await cluster.warehouse.insert(
      "event_rows",
      EVENT_COLUMNS,
      ages.flatMap((days) => Array.from({ length: 100 }, (_, n) => shopEvent(n, Date.now() - days * DAY_MS))),
    );
    const months = async () => {
      await cluster.warehouse.command(
        `OPTIMIZE TABLE safar.event_rows_local ON CLUSTER '${cluster.name}' FINAL`,
      );
      return await rowsOfShards(cluster, "event_rows");
    };
    const sum = (rows: number[]) => rows.reduce((total, n) => total + n, 0);
    expect([(await months()).length, sum(await months())]).toEqual([2, 200]);
    await migrateCluster(cluster, { SAFAR_KEEP_EVENTS_DAYS: "30", SAFAR_KEEP_DEAD_LETTERS_DAYS: "7" });
    expect([(await months()).length, sum(await months())]).toEqual([2, 100]);
    for (const [table, days] of [
      ["event_rows", 30],
      ["visit_parts", 30],
      ["joined_users", 30],
      ["predictions", 30],
      ["journey_rows", 30],
      ["journey_members", 30],
      ["dead_letters", 7],
    ] as const) {
      const kept = await cluster.warehouse.query<{ days: string }>(
        `SELECT extract(engine_full, 'toIntervalDay\\\\((\\\\d+)\\\\)') AS days
         FROM clusterAllReplicas('${cluster.name}', system.tables) WHERE database = 'safar' AND name = '${table}_local'`,
      );
      expect(kept.length, table).toBeGreaterThanOrEqual(2);
      for (const found of kept) expect(Number(found.days), table).toBe(days);
    }
    const changed = await migrateCluster(cluster, {
      SAFAR_KEEP_EVENTS_DAYS: "30",
      SAFAR_KEEP_DEAD_LETTERS_DAYS: "7",
    });
    expect(changed).not.toContain("was changed");
  }, 120_000);
});

function shopEvent(n: number, receivedAt: number): string {
  return eventRow(
    { type: "page", userId: `u${n}`, messageId: `m-${receivedAt}-${n}`, timestamp: "2025-01-01T00:00:00Z" },
    { sourceId: "shop", sourceCurrency: "EUR", receivedAt },
  );
}

/** Orders and visits of a shop, an erased id, and a prediction: what migrations move. */
async function sell(warehouse: Warehouse, now: number): Promise<void> {
  const event = ["source_id", "kind", "message_id", "type", "event", "timestamp", "received_at", "user_id"];
  const order = ["order_step", "order_id", "order_value", "currency", "source_currency"];
  const at = (n: number) => Date.UTC(2025, 0, 1) + n * 3_600_000;
  await warehouse.insert(
    "event_rows",
    [...event, ...order],
    Array.from({ length: 400 }, (_, n) =>
      JSON.stringify([
        ...["shop", "order", `m-${n}`, "track", "Order Completed", at(n), now, `u${n % 60}`],
        ...["completed", `o-${n % 300}`, String(5 + (n % 7)), "EUR", "EUR"],
      ]),
    ),
  );
  await warehouse.insert(
    "sources",
    ["source_id", "time_zone", "currency", "updated_at"],
    ['["shop","UTC","EUR",1]'],
  );
  await warehouse.insert(
    "predictions",
    ["source_id", "customer_key", "customer_id", "fitted_at", "probability_alive"],
    ['["shop",7,"u1","2025-05-01 00:00:00",0.5]'],
  );
  if (await hasSalts(warehouse))
    await warehouse.insert(
      "erasures",
      ["source_id", "id_hash", "erased_at", "receipt", "salt"],
      [JSON.stringify(["shop", "hash", now, "receipt", "salt"])],
    );
}

/** True where erased ids are kept with what they were hashed with, as before 0008. */
async function hasSalts(warehouse: Warehouse): Promise<boolean> {
  const found = await warehouse.query(
    "SELECT 1 FROM system.columns WHERE database = 'safar' AND table = 'erasures' AND name = 'salt'",
  );
  return found.length > 0;
}
