import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/enrich/event-row.js";
import { migrate } from "../../src/migrate/migrate.js";
import { type ChdbWarehouse, openChdbWarehouse } from "../../src/warehouse/chdb.js";
import { averageOrderValue, customerValue, decimal, repeatCustomerRate } from "../model/figures-model.js";
import { history, shopOf } from "../model/histories.js";
import { localTime, nextPeriod, type Period, periodStart } from "../model/local-clock.js";
import { type ModelOrder, modelOrders } from "../model/orders-model.js";

const seed = Number(process.env.SAFAR_TEST_SEED ?? randomInt(2 ** 31));
const TIME_ZONES = { new_york: "America/New_York", tehran: "Asia/Tehran", nowhere: "UTC" } as const;
type Source = keyof typeof TIME_ZONES;
const SOURCES = Object.keys(TIME_ZONES) as Source[];

let folder: string;
let warehouse: ChdbWarehouse;
const expected = new Map<Source, ModelOrder[]>();

beforeAll(async () => {
  console.log(`generated histories: SAFAR_TEST_SEED=${seed} makes the same ones`);
  folder = await mkdtemp(join(tmpdir(), "safar-kpi-by-period-"));
  warehouse = await openChdbWarehouse(folder);
  await migrate(warehouse);
  for (const [place, source] of SOURCES.entries()) {
    const deliveries = shopOf(fc.sample(history, { numRuns: 60, seed: seed + place }), source);
    const rows = deliveries.map(({ event, sentAt, receivedAt }) =>
      eventRow(event, { sourceId: source, sourceCurrency: "CHF", receivedAt, sentAt }),
    );
    await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
    const keys = await warehouse.query<{ person: string; key: string }>(`
      SELECT DISTINCT role || ' ' || id AS person, toString(sipHash64(role, source_id, id)) AS key
      FROM event_rows
      ARRAY JOIN [user_id, anonymous_id, previous_id] AS id
      ARRAY JOIN ['user', 'guest'] AS role
      WHERE source_id = '${source}'`);
    const byPerson = new Map(keys.map(({ person, key }) => [person, BigInt(key)]));
    expected.set(
      source,
      modelOrders(deliveries, "CHF", (person) => byPerson.get(person) ?? 0n),
    );
  }
  const known = SOURCES.filter((source) => source !== "nowhere");
  await warehouse.insert(
    "sources",
    ["source_id", "time_zone", "updated_at"],
    known.flatMap((source) => [
      JSON.stringify([source, "Asia/Tokyo", 1]),
      JSON.stringify([source, TIME_ZONES[source], 2]),
    ]),
  );
}, 120_000);

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

/** Rows of one source from the models of the single figures, asked currency by currency and period by period. */
function modelRows(source: Source, timeZone: string, period: Period) {
  const orders = expected.get(source) ?? [];
  const counted = orders.filter((order) => order.counted);
  const dayOf = (at: number) => periodStart(localTime(at, timeZone).slice(0, 10), period);
  return [...new Set(counted.map(({ currency }) => currency))].flatMap((currency) => {
    const own = counted.filter((order) => order.currency === currency);
    const starts = new Set(
      own.flatMap(({ at, refunds }) => [at, ...refunds.map((refund) => refund.at)]).map(dayOf),
    );
    return [...starts].flatMap((start) => {
      const range = {
        since: `${start} 00:00:00`,
        until: `${nextPeriod(start, period)} 00:00:00`,
        timeZone,
      };
      const [money] = averageOrderValue(own, range);
      const [value] = customerValue(own, range);
      const people = repeatCustomerRate(own, range);
      const before = new Set(own.filter(({ at }) => dayOf(at) < start).map(({ customer }) => customer));
      const within = new Set(own.filter(({ at }) => dayOf(at) === start).map(({ customer }) => customer));
      const returning = [...within].filter((customer) => before.has(customer)).length;
      return {
        source_id: source,
        period_start: start,
        ...(money ?? nothing(currency)),
        ...people,
        first_time_customers: within.size - returning,
        returning_customers: returning,
        purchase_frequency: value?.purchase_frequency ?? null,
        customer_value: value?.customer_value ?? null,
        share_returning: within.size === 0 ? null : (100 * returning) / within.size,
      };
    });
  });
}

/** A period in which only refunds of nothing were given. */
function nothing(currency: string) {
  const zero = decimal(0n);
  return {
    currency,
    orders: 0,
    revenue: zero,
    refunds: zero,
    net_revenue: zero,
    average_order_value: null,
    net_average_order_value: null,
  };
}

const sorted = <Row extends { source_id?: unknown; period_start?: unknown; currency?: unknown }>(
  rows: Row[],
) => {
  const keyOf = ({ source_id, period_start, currency }: Row) => `${source_id} ${currency} ${period_start}`;
  return rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
};

const rowsOf = (select: string) =>
  warehouse.query<Record<string, unknown>>(
    `${select} SETTINGS output_format_json_quote_decimals = 1, output_format_decimal_trailing_zeros = 1`,
  );

describe("kpi_by_period", () => {
  it.each([
    ["new_york", "Asia/Tehran", "day"],
    ["tehran", "Asia/Tehran", "week"],
    ["tehran", "America/New_York", "month"],
    ["new_york", "Europe/London", "quarter"],
    ["nowhere", "Pacific/Kiritimati", "year"],
  ] as const)("of %s in %s by %s holds the figures of each period", async (source, timeZone, period) => {
    const rows = await rowsOf(
      `SELECT * FROM kpi_by_period(source = '${source}', time_zone = '${timeZone}', period = '${period}')`,
    );
    expect(sorted(rows)).toEqual(sorted(modelRows(source, timeZone, period)));
  });
});

describe("kpi_by_month", () => {
  it("holds every source in its own time zone, the latest that was written, or in UTC", async () => {
    const rows = await rowsOf("SELECT * EXCEPT (month), month AS period_start FROM kpi_by_month");
    const told = SOURCES.flatMap((source) => modelRows(source, TIME_ZONES[source], "month"));
    expect(sorted(rows)).toEqual(sorted(told));
  });

  it("holds them also when all sources are in one time zone", async () => {
    await warehouse.insert(
      "sources",
      ["source_id", "time_zone", "updated_at"],
      SOURCES.map((source) => JSON.stringify([source, "America/New_York", 3])),
    );
    const rows = await rowsOf("SELECT * EXCEPT (month), month AS period_start FROM kpi_by_month");
    const told = SOURCES.flatMap((source) => modelRows(source, "America/New_York", "month"));
    expect(sorted(rows)).toEqual(sorted(told));
  });
});
