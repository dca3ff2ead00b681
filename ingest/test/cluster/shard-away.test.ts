import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readSchemaFiles, schemaFolder } from "../../src/store/migrate/schema-files.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { describeWithBroker } from "../broker/with-broker.js";
import { compared } from "../crash/each-once.js";
import { openShop } from "../crash/shop.js";
import { refreshVisits } from "../figures/refresh-visits.js";
import { refreshCluster, rowsOfShards } from "./cluster-schema.js";
import { expectSameRows } from "./same-answers.js";
import { openToldTwice, type ToldTwice } from "./told-twice.js";

const AWAY_MS = 4_000;
const BACK_MS = 3_000;
const DELIVERED_WITHIN_MS = 120_000;
const ASKED = { source: "shop", since: "2025-01-01", until: "2026-01-01" };

const { views } = await readSchemaFiles(schemaFolder());

await describeWithBroker(
  "a shard that is away while events are loaded",
  () => {
    let told: ToldTwice;
    beforeAll(async () => {
      told = await openToldTwice({ own: true });
    }, 300_000);
    afterAll(async () => await told?.close(), 60_000);

    it("loses and doubles nothing, whichever was killed, and the figures are those of a quiet run", async () => {
      const { cluster, single, collector, keys } = told;
      const shop = openShop({
        ...{ name: "shop", host: collector, writeKey: keys.shop.web },
        ...{ eventsPerSecond: 400, requestTimeout: 10_000 },
      });
      await sleep(BACK_MS);
      for (const node of [...cluster.nodes, ...cluster.nodes]) {
        await node.kill();
        await sleep(AWAY_MS);
        await node.start();
        await sleep(BACK_MS);
      }
      expect(await shop.close(DELIVERED_WITHIN_MS)).toBe(0);
      await told.stored();

      const good = shop.calls.filter(({ isBad }) => !isBad).map(({ call }) => call.messageId);
      expect(good.length).toBeGreaterThan(5_000);
      const once = { lost: [], unexpected: [], doubled: [] };
      for (const warehouse of [cluster.warehouse, single.warehouse])
        expect(compared(await messageIds(warehouse), good)).toEqual(once);
      expect(await rowsOfShards(cluster, "event_rows")).toHaveLength(2);
      await Promise.all([refreshCluster(cluster), refreshVisits(single.warehouse)]);
      for (const view of views)
        await expectSameRows(view, { cluster: cluster.warehouse, single: single.warehouse }, ASKED, 0);
    }, 600_000);
  },
  { own: true },
);

async function messageIds(warehouse: Warehouse): Promise<string[]> {
  const rows = await warehouse.query<{ id: string }>("SELECT message_id AS id FROM events ORDER BY id");
  return rows.map(({ id }) => id);
}
