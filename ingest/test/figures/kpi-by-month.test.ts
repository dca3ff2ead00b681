import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { joinedUsers } from "../../src/people/identity/joined-users.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { receiptOf } from "../model/delivery.js";
import { kpiByPeriod } from "../model/figures-model.js";
import { history, shopOf } from "../model/histories.js";
import { type ModelOrder, modelOrders, RULES } from "../model/orders-model.js";
import { personKeys } from "./engine-keys.js";

const seed = Number(process.env.SAFAR_TEST_SEED ?? randomInt(2 ** 31));
const TIME_ZONES = { new_york: "America/New_York", tehran: "Asia/Tehran", nowhere: "UTC" } as const;
const ORDERS_FROM = { new_york: "any", tehran: "server", nowhere: "any" } as const;
type Source = keyof typeof TIME_ZONES;
const SOURCES = Object.keys(TIME_ZONES) as Source[];

let folder: string;
let warehouse: Warehouse;
const expected = new Map<Source, ModelOrder[]>();

beforeAll(async () => {
  console.log(`generated histories: SAFAR_TEST_SEED=${seed} makes the same ones`);
  folder = await mkdtemp(join(tmpdir(), "safar-kpi-by-month-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  for (const [place, source] of SOURCES.entries()) {
    const deliveries = shopOf(fc.sample(history, { numRuns: 60, seed: seed + place }), source);
    const rows = deliveries.map((delivery) =>
      eventRow(delivery.event, receiptOf(delivery, { sourceId: source, sourceCurrency: "CHF" })),
    );
    await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
    await joinedUsers(warehouse).stored(rows);
    const keyOf = (await personKeys(warehouse))(source);
    expected.set(
      source,
      modelOrders(deliveries, { ...RULES, ordersFrom: ORDERS_FROM[source]! }, keyOf).orders,
    );
  }
  const known = SOURCES.filter((source) => source !== "nowhere");
  await warehouse.insert(
    "sources",
    ["source_id", "time_zone", "orders_from", "updated_at"],
    known.flatMap((source) => [
      JSON.stringify([source, "Asia/Tokyo", "server", 1]),
      JSON.stringify([source, TIME_ZONES[source], ORDERS_FROM[source], 2]),
    ]),
  );
}, 120_000);

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const rowsOf = (select: string) =>
  warehouse.query<Record<string, unknown>>(
    `${select} SETTINGS output_format_json_quote_decimals = 1, output_format_decimal_trailing_zeros = 1`,
  );

const kpiByMonth = () =>
  rowsOf(
    "SELECT * EXCEPT (month), month AS period_start FROM kpi_by_month ORDER BY source_id, period_start, currency",
  );

const told = (zoneOf: (source: Source) => string) =>
  [...SOURCES].sort().flatMap((source) =>
    kpiByPeriod(expected.get(source) ?? [], zoneOf(source), "month").map((row) => ({
      source_id: source,
      ...row,
    })),
  );

describe("kpi_by_month", () => {
  it("holds every source in its own time zone, the latest that was written, or in UTC", async () => {
    expect(await kpiByMonth()).toEqual(told((source) => TIME_ZONES[source]));
  });

  it("holds them also when all sources are in one time zone", async () => {
    await warehouse.insert(
      "sources",
      ["source_id", "time_zone", "orders_from", "updated_at"],
      SOURCES.map((source) => JSON.stringify([source, "America/New_York", ORDERS_FROM[source], 3])),
    );
    expect(await kpiByMonth()).toEqual(told(() => "America/New_York"));
  });
});
