import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { refreshVisits } from "./refresh-visits.js";

let folder: string;
let warehouse: Warehouse;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-visits-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
});

afterEach(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

/** So many inserts of one event each, whose visitors have names of their own. */
async function visit(name: string, inserts: number): Promise<void> {
  for (let n = 0; n < inserts; n++) {
    const event = { type: "page" as const, messageId: `${name}-${n}`, anonymousId: `${name}-${n}` };
    const receipt = { sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.now() };
    await warehouse.insert("event_rows", EVENT_COLUMNS, [eventRow(event, receipt)]);
  }
}

async function visits(): Promise<number | undefined> {
  await refreshVisits(warehouse);
  const [row] = await warehouse.query<{ n: number }>(
    "SELECT toUInt32(count()) AS n FROM visits(source = 'shop', since = '', until = '', time_zone = 'UTC')",
  );
  return row?.n;
}

it("takes every event, however many inserts came since the last time, and parts that were merged meanwhile", async () => {
  await visit("first", 40);
  expect(await visits()).toBe(40);
  await visit("second", 70);
  await warehouse.command("OPTIMIZE TABLE event_rows FINAL");
  expect(await visits()).toBe(110);
  await visit("third", 1);
  expect(await visits()).toBe(111);
});

it("takes what is stored when all rows were gone at a start, and the numbers of inserts begin anew", async () => {
  await visit("first", 50);
  expect(await visits()).toBe(50);
  await warehouse.command("TRUNCATE TABLE event_rows");
  await warehouse.close();
  warehouse = await openFolderWarehouse(folder);
  await visit("second", 3);
  expect(await visits()).toBe(53);
});

it("goes on after the clock had run ahead, and was put right or set back", async () => {
  await visit("before", 5);
  expect(await visits()).toBe(5);
  // A visit that was put together while the clock ran a year ahead; afterwards it is merged with what comes later.
  await warehouse.command(
    `INSERT INTO visit_parts SELECT * REPLACE (now('UTC') + toIntervalYear(1) AS known_to) FROM visit_parts`,
  );
  await warehouse.command("OPTIMIZE TABLE visit_parts FINAL");
  await visit("after", 5);
  expect(await visits()).toBe(10);
  await visit("later", 40);
  expect(await visits()).toBe(50);
});
