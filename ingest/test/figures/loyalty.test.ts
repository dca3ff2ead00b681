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
import type { Range } from "../model/figures-model.js";
import { history, shopOf } from "../model/histories.js";
import type { Period } from "../model/local-clock.js";
import {
  atRisk,
  cohortRetention,
  customerLifecycle,
  lapse,
  purchaseGaps,
  reengagement,
  returnTimes,
  rfm,
} from "../model/loyalty-model.js";
import { type ModelOrder, modelOrders, RULES } from "../model/orders-model.js";
import { personKeys } from "./engine-keys.js";

/** Generated histories, and the shops that they are put together into: a figure is asked of a shop. */
const HISTORIES = 200;
const SHOPS = 4;

const seed = Number(process.env.SAFAR_TEST_SEED ?? randomInt(2 ** 31));
const histories = fc.sample(history, { numRuns: HISTORIES, seed });
const days = [
  "2020-01-01",
  "2021-03-22",
  "2021-09-21",
  "2023-12-25",
  "2024-03-10",
  "2024-04-01",
  "2025-04-01",
];
const asked = fc
  .sample(
    fc.record({
      days: fc
        .uniqueArray(fc.constantFrom(...days), { minLength: 2, maxLength: 2 })
        .map((chosen) => chosen.sort()),
      timeZone: fc.constantFrom("America/New_York", "Asia/Tehran", "UTC", "Pacific/Kiritimati"),
      period: fc.constantFrom<Period>("week", "month", "quarter", "year", "jalali_month", "jalali_quarter"),
      currency: fc.constantFrom("CHF", "EUR", ""),
    }),
    { numRuns: SHOPS, seed },
  )
  .map(({ days: [since = "", until = ""], timeZone, period, currency }, shop) => ({
    source: `shop${shop}`,
    range: { since: `${since} 00:00:00`, until: `${until} 00:00:00`, timeZone } satisfies Range,
    call: `source = 'shop${shop}', since = '${since}', until = '${until}', time_zone = '${timeZone}'`,
    callUntil: `source = 'shop${shop}', until = '${until}', time_zone = '${timeZone}'`,
    period,
    /** An order that names no currency has the source's. */
    currency: currency || "CHF",
    askedCurrency: `currency = '${currency}'`,
  }));

let folder: string;
let warehouse: Warehouse;
const expected = new Map<string, ModelOrder[]>();

beforeAll(async () => {
  console.log(`generated histories: SAFAR_TEST_SEED=${seed} makes the same ones`);
  folder = await mkdtemp(join(tmpdir(), "safar-loyalty-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  const shops = asked.map(({ source }, shop) => ({
    source,
    deliveries: shopOf(
      histories.filter((_, place) => place % SHOPS === shop),
      source,
    ),
  }));
  for (const { source, deliveries } of shops) {
    const rows = deliveries.map((delivery) =>
      eventRow(delivery.event, receiptOf(delivery, { sourceId: source, sourceCurrency: "CHF" })),
    );
    await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
    await joinedUsers(warehouse).stored(rows);
  }
  const keys = await personKeys(warehouse);
  for (const { source, deliveries } of shops)
    expected.set(source, modelOrders(deliveries, RULES, keys(source)).orders);
}, 120_000);

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const rowsOf = (select: string) =>
  warehouse.query<Record<string, unknown>>(
    `${select} SETTINGS output_format_json_quote_decimals = 1, output_format_decimal_trailing_zeros = 1`,
  );
const CUSTOMER = "if(is_guest, 'guest ', 'user ') || customer_id AS customer";
const LAST = "REPLACE (toUnixTimestamp64Milli(last_order_at) AS last_order_at)";

describe(`customers of ${SHOPS} shops made of ${HISTORIES} generated histories`, () => {
  it("form the cohorts of an independent computation", async () => {
    let rows = 0;
    for (const { source, range, call, period, currency, askedCurrency } of asked) {
      const found = await rowsOf(
        `SELECT * FROM cohort_retention(${call}, period = '${period}', ${askedCurrency}) ORDER BY cohort_start, period_index`,
      );
      expect(found, `${call} by ${period}`).toEqual(
        cohortRetention(expected.get(source) ?? [], range, period, currency),
      );
      rows += found.length;
    }
    expect(rows).toBeGreaterThan(0);
  });

  it("are new, returning, won back and lapsed as an independent computation says", async () => {
    for (const { source, range, call, period } of asked) {
      const found = await rowsOf(
        `SELECT * FROM customer_lifecycle(${call}, period = '${period}') ORDER BY period_start`,
      );
      const told = customerLifecycle(expected.get(source) ?? [], range, period);
      expect(found, `${call} by ${period}`).toEqual(told);
    }
  });

  it("come back after the gaps of an independent computation", async () => {
    for (const { source, range, call } of asked) {
      const [found] = await rowsOf(
        `SELECT * REPLACE (round(mean_days, 9) AS mean_days) FROM purchase_gaps(${call})`,
      );
      const { mean_days, ...told } = purchaseGaps(expected.get(source) ?? [], range);
      expect(found, call).toEqual({
        ...told,
        mean_days: mean_days === null ? null : expect.closeTo(mean_days, 8),
      });
    }
  });

  it("come back on the weekdays and hours of an independent computation", async () => {
    for (const { source, range, call } of asked) {
      const found = await rowsOf(`SELECT * FROM return_times(${call}) ORDER BY weekday, hour`);
      expect(found, call).toEqual(returnTimes(expected.get(source) ?? [], range));
    }
  });

  it("have lapsed, or bought a second time, as an independent computation says", async () => {
    for (const { source, range, call } of asked) {
      const found = await rowsOf(`SELECT * FROM lapse(${call}) ORDER BY days`);
      expect(found, call).toEqual(lapse(expected.get(source) ?? [], range));
    }
  });

  it("have the RFM scores and groups of an independent computation, and the grid counts them", async () => {
    const groups = new Set<unknown>();
    for (const { source, range, call, currency, askedCurrency } of asked) {
      const found = await rowsOf(
        `SELECT ${CUSTOMER}, * EXCEPT (customer_id, is_guest) ${LAST} FROM rfm(${call}, ${askedCurrency}) ORDER BY customer`,
      );
      const told = rfm(expected.get(source) ?? [], range, currency);
      expect(found, call).toEqual(told);
      for (const { segment } of told) groups.add(segment);
      const grid = await rowsOf(
        `SELECT segment, sum(customers) AS customers FROM rfm_segments(${call}, ${askedCurrency}) GROUP BY segment ORDER BY segment`,
      );
      const counts = [...new Set(told.map(({ segment }) => segment))].sort().map((segment) => ({
        segment,
        customers: told.filter((own) => own.segment === segment).length,
      }));
      expect(grid, call).toEqual(counts);
    }
    expect(groups.size).toBeGreaterThan(5);
  });

  it.each([
    ["at_risk", atRisk],
    ["reengagement", reengagement],
  ])("are in %s when an independent computation says so", async (view, model) => {
    let rows = 0;
    for (const { source, range, callUntil, currency, askedCurrency } of asked) {
      const found = await rowsOf(
        `SELECT ${CUSTOMER}, * EXCEPT (customer_id, is_guest, email, phone, name) ${LAST} FROM ${view}(${callUntil}, ${askedCurrency}) ORDER BY customer`,
      );
      expect(found, callUntil).toEqual(model(expected.get(source) ?? [], range, currency));
      rows += found.length;
    }
    expect(rows).toBeGreaterThan(0);
  });
});
