import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { joinedUsers } from "../../src/people/identity/joined-users.js";
import { ORDER_WORDS, ORDERS_FROM, ZERO_ORDERS } from "../../src/sources/source.js";
import { tellSources } from "../../src/sources/tell-sources.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { receiptOf } from "../model/delivery.js";
import {
  averageOrderValue,
  customerValue,
  customerValueByCustomer,
  decimal,
  kpiByPeriod,
  purchaseFrequency,
  type Range,
  repeatCustomerRate,
  retentionRate,
} from "../model/figures-model.js";
import { history, shopOf } from "../model/histories.js";
import { PERIODS } from "../model/local-clock.js";
import { type ModelOrder, type ModelUnmatched, micros, modelOrders } from "../model/orders-model.js";
import { personKeys } from "./engine-keys.js";

/** Generated histories, and the shops that they are put together into: a figure is asked of a shop. */
const HISTORIES = 3000;
const SHOPS = 20;
const INSERTS = 5;

const seed = Number(process.env.SAFAR_TEST_SEED ?? randomInt(2 ** 31));
const histories = fc.sample(history, { numRuns: HISTORIES, seed });
const shops = Array.from({ length: SHOPS }, (_, shop) => ({
  source: `shop${shop}`,
  ordersFrom: ORDERS_FROM[shop % 2] ?? "any",
  zeroOrders: ZERO_ORDERS[(shop >> 1) % 2] ?? "ignored",
  pagesTell: ORDER_WORDS.filter((_, place) => shop % 4 < 2 || ((shop * 7) >> place) % 2 === 0),
  deliveries: shopOf(
    histories.filter((_, place) => place % SHOPS === shop),
    String(shop),
  ),
}));
let folder: string;
let warehouse: Warehouse;
let expected: Map<string, ModelOrder[]>;
let unmatched: Map<string, ModelUnmatched[]>;

beforeAll(async () => {
  console.log(`generated histories: SAFAR_TEST_SEED=${seed} makes the same ones`);
  folder = await mkdtemp(join(tmpdir(), "safar-histories-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  await store();
  await tellSources(
    warehouse,
    shops.map(({ source: id, ordersFrom, zeroOrders, pagesTell }) => ({
      ...{ id, ordersFrom, zeroOrders, pagesTell },
      ...{ currency: "CHF", timeZone: "UTC" },
    })),
  );
  const keys = await personKeys(warehouse);
  const told = shops.map(({ source, deliveries, ordersFrom, zeroOrders, pagesTell }) => {
    const rules = { currency: "CHF", ordersFrom, zeroOrders, pagesTell };
    return [source, modelOrders(deliveries, rules, keys(source))] as const;
  });
  expected = new Map(told.map(([source, { orders }]) => [source, orders]));
  unmatched = new Map(told.map(([source, { unmatched }]) => [source, unmatched]));
}, 120_000);

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

/** Writes every delivery by the collector's own code, in an order that has nothing to do with theirs. */
async function store(): Promise<void> {
  const rows = shops.flatMap(({ source, deliveries }) =>
    deliveries.map((delivery) =>
      eventRow(delivery.event, receiptOf(delivery, { sourceId: source, sourceCurrency: "CHF" })),
    ),
  );
  const [shuffled = []] = fc.sample(fc.shuffledSubarray(rows, { minLength: rows.length }), {
    numRuns: 1,
    seed,
  });
  const joined = joinedUsers(warehouse);
  const size = Math.ceil(shuffled.length / INSERTS);
  for (let from = 0; from < shuffled.length; from += size) {
    const slice = shuffled.slice(from, from + size);
    await warehouse.insert("event_rows", EVENT_COLUMNS, slice);
    await joined.stored(slice);
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

describe(`${HISTORIES} generated histories`, () => {
  it("have the orders of an independent computation: customer, time, value, currency, refunds", async () => {
    const rows = await warehouse.query<Record<string, string | number | boolean | null>>(`
      SELECT source_id, order_id, if(is_guest, 'guest ', 'user ') || customer_id AS customer,
        toUnixTimestamp64Milli(ordered_at) AS at, toString(value) AS value, currency, is_counted, is_without_value,
        uncounted, toString(refunded) AS refunded
      FROM orders`);
    const found = new Map<unknown, unknown[]>();
    for (const { source_id, order_id, at, value, refunded, is_counted, is_without_value, ...row } of rows) {
      const orders = found.get(source_id) ?? [];
      found.set(source_id, orders);
      orders.push({
        id: order_id,
        ...row,
        at: Number(at),
        value: micros(value),
        counted: Boolean(is_counted),
        withoutValue: Boolean(is_without_value),
        refunded: micros(refunded),
      });
    }
    let count = 0;
    for (const [source, orders] of expected) {
      const told = orders.map(({ refunds, ...order }) => ({
        ...order,
        refunded: refunds.reduce((sum, { amount }) => sum + amount, 0n),
      }));
      const byId = (a: unknown, b: unknown) => compare((a as ModelOrder).id, (b as ModelOrder).id);
      expect((found.get(source) ?? []).sort(byId), source).toEqual(told.sort(byId));
      count += told.length;
    }
    expect(count).toBeGreaterThan(HISTORIES);
  });

  it("have each refund on its day", async () => {
    const rows = await warehouse.query<{ source_id: string; order_id: string; at: string; amount: string }>(`
      SELECT source_id, order_id, toUnixTimestamp64Milli(refunded_at) AS at, toString(amount) AS amount FROM refunds`);
    const found = rows.map(
      ({ source_id, order_id, at, amount }) => `${source_id} ${order_id} ${at} ${micros(amount)}`,
    );
    const told = [...expected].flatMap(([source, orders]) =>
      orders.flatMap(({ id, counted, refunds }) =>
        counted ? refunds.map(({ at, amount }) => `${source} ${id} ${at} ${amount}`) : [],
      ),
    );
    expect(found.sort()).toEqual(told.sort());
    // Pages' refunds of orders that a server told of are none.
    expect(told.length).toBeGreaterThan(HISTORIES / 20);
  });

  it("have each refund that is subtracted from no order, with whose it is and why", async () => {
    const lineOf = (parts: readonly unknown[]) => parts.join(" | ");
    let count = 0;
    // A question for each shop takes its time to be planned; some of them show it.
    for (const [source, refunds] of [...unmatched].slice(0, 4)) {
      const rows = await warehouse.query<Record<string, string | null>>(`
        SELECT order_id, if(is_guest, 'guest ', 'user ') || customer_id AS customer,
          toString(toUnixTimestamp64Milli(refunded_at)) AS at, toString(amount) AS amount, currency, reason
        FROM unmatched_refunds(source = '${source}', since = '', until = '', time_zone = 'UTC')`);
      const found = rows.map((row) =>
        lineOf([row.order_id, row.customer, row.at, micros(row.amount), row.currency, row.reason]),
      );
      const told = refunds.map((refund) =>
        lineOf([refund.order, refund.customer, refund.at, refund.amount, refund.currency, refund.reason]),
      );
      expect(found.sort(), source).toEqual(told.sort());
      count += told.length;
    }
    expect(count).toBeGreaterThan(HISTORIES / 10);
  });
});

// several hundred questions: how long they take says something of the machine, and nothing of the figures
describe(`the figures of ${SHOPS} shops made of them`, { timeout: 300_000 }, () => {
  const day = fc.constantFrom(
    ...[
      "2020-01-01",
      "2021-03-22",
      "2021-09-21",
      "2023-12-25",
      "2024-01-01",
      "2024-03-10",
      "2024-03-11",
      "2025-04-01",
    ],
  );
  const ranges = fc.sample(
    fc.record({
      days: fc.uniqueArray(day, { minLength: 2, maxLength: 2 }).map((days) => days.sort()),
      clock: fc.constantFrom("", " 00:00:00", " 01:30:00"),
      timeZone: fc.constantFrom(
        "America/New_York",
        "Asia/Tehran",
        "UTC",
        "Europe/London",
        "Pacific/Kiritimati",
      ),
      period: fc.constantFrom(...PERIODS),
    }),
    { numRuns: SHOPS, seed },
  );
  const asked = ranges.map(({ days: [since = "", until = ""], clock, timeZone, period }, shop) => {
    const { source = "" } = shops[shop] ?? {};
    const whole = clock === "" ? " 00:00:00" : clock;
    const range: Range = { since: since + whole, until: until + whole, timeZone };
    const call = `source = '${source}', since = '${since}${clock}', until = '${until}${clock}', time_zone = '${timeZone}'`;
    return { source, range, call, period };
  });
  const rowsOf = (select: string) =>
    warehouse.query<Record<string, unknown>>(
      `${select} SETTINGS output_format_json_quote_decimals = 1, output_format_decimal_trailing_zeros = 1`,
    );

  it.each<[string, (orders: readonly ModelOrder[], range: Range) => unknown, string]>([
    ["repeat_customer_rate", (...of) => [repeatCustomerRate(...of)], ""],
    ["purchase_frequency", (...of) => [purchaseFrequency(...of)], ""],
    ["average_order_value", averageOrderValue, "ORDER BY currency"],
    ["customer_value", customerValue, "ORDER BY currency"],
  ])("%s are those of an independent computation", async (view, model, order) => {
    for (const { source, range, call } of asked) {
      const rows = await rowsOf(`SELECT * FROM ${view}(${call}) ${order}`);
      expect(rows, call).toEqual(model(expected.get(source) ?? [], range));
    }
  });

  it("kpi_totals are all of them at once", async () => {
    for (const { source, range, call } of asked) {
      const orders = expected.get(source) ?? [];
      const worth = new Map(customerValue(orders, range).map((row) => [row.currency, row]));
      const byCurrency = averageOrderValue(orders, range).map((row) => ({
        customers: 0,
        ...worth.get(row.currency),
        ...row,
      }));
      const { orders_without_value: _, ...frequency } = purchaseFrequency(orders, range);
      const together = { ...repeatCustomerRate(orders, range), ...frequency };
      const money = { revenue: null, net_revenue: null, average_order_value: null, customer_value: null };
      const rows = await rowsOf(`SELECT * FROM safar_internal.kpi_totals(${call}) ORDER BY currency`);
      expect(rows, call).toMatchObject(
        byCurrency.length > 0 ? [{ currency: "", ...together, ...money }, ...byCurrency] : [],
      );
    }
  });

  it("customer_value_by_customer are those of an independent computation", async () => {
    for (const { source, range, call } of asked) {
      const rows = await rowsOf(`
        SELECT if(is_guest, 'guest ', 'user ') || customer_id AS customer, * EXCEPT (customer_id, is_guest)
          REPLACE (toUnixTimestamp64Milli(first_order_at) AS first_order_at, toUnixTimestamp64Milli(last_order_at) AS last_order_at)
        FROM customer_value_by_customer(${call}) ORDER BY customer, currency`);
      expect(rows, call).toEqual(customerValueByCustomer(expected.get(source) ?? [], range));
    }
  });

  it("kpi_by_period are those of an independent computation", async () => {
    for (const { source, range, period } of asked) {
      const rows = await rowsOf(`
        SELECT * EXCEPT source_id
        FROM kpi_by_period(source = '${source}', time_zone = '${range.timeZone}', period = '${period}')
        ORDER BY period_start, currency`);
      expect(rows, `${source} by ${period}`).toEqual(
        kpiByPeriod(expected.get(source) ?? [], range.timeZone, period),
      );
    }
  });

  it("retention_rate are those of an independent computation", async () => {
    for (const { source, range, call, period } of asked) {
      const rows = await rowsOf(
        `SELECT * FROM retention_rate(${call}, period = '${period}') ORDER BY period_start`,
      );
      expect(rows, `${call} by ${period}`).toEqual(retentionRate(expected.get(source) ?? [], range, period));
    }
  });
});

it("writes money as the views do", () => {
  expect([0n, 5n, -1_500_000n, 1_234_567_890n].map(decimal)).toEqual([
    "0.000000",
    "0.000005",
    "-1.500000",
    "1234.567890",
  ]);
});
