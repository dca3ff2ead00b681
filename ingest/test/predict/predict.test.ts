import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openFolderWarehouse } from "../../src/engine/folder-warehouse.js";
import { EVENT_COLUMNS } from "../../src/enrich/event-row.js";
import { migrate } from "../../src/migrate/migrate.js";
import {
  type CountedHistory,
  expectedPurchases,
  fitBgNbd,
  probabilityAlive,
} from "../../src/predict/bg-nbd.js";
import { fitGammaGamma } from "../../src/predict/gamma-gamma.js";
import { keepPredicting } from "../../src/predict/keep-predicting.js";
import { PREDICT_DEFAULTS, type PredictionReport, predict } from "../../src/predict/predict.js";
import { tellSources } from "../../src/sources/tell-sources.js";
import type { Warehouse } from "../../src/warehouse/warehouse.js";
import { localTime } from "../model/local-clock.js";
import { CUSTOMERS, DAY_MS, makeOrders, orderRows } from "./made-orders.js";

const TIME_ZONE = "Asia/Tehran";
const now = Date.now();
const orders = makeOrders(now);
let folder: string;
let warehouse: Warehouse;
let report: PredictionReport;
const steps: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-predict-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  await tellSources(warehouse, [{ id: "shop", currency: "IRR", timeZone: TIME_ZONE }]);
  const rows = orderRows(orders, now);
  await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  const run = predict(warehouse, { source: "shop", ...PREDICT_DEFAULTS }, async () => {});
  let next = await run.next();
  for (; !next.done; next = await run.next()) steps.push(next.value);
  report = next.value;
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

/** Every customer's history, computed from the orders in plain code: purchases are days of the local calendar. */
function histories() {
  const dayOf = (at: number) => Date.parse(localTime(at, TIME_ZONE).slice(0, 10)) / DAY_MS;
  return Array.from({ length: CUSTOMERS }, (_, customer) => {
    const own = orders.filter((order) => order.customer === customer);
    const days = [...new Set(own.map(({ at }) => dayOf(at)))].sort((a, b) => a - b);
    const first = days[0] ?? 0;
    const repeatValue = own.filter(({ at }) => dayOf(at) > first).reduce((sum, { value }) => sum + value, 0);
    const repeats = days.length - 1;
    return {
      ...{ repeats, recency: (days.at(-1) ?? 0) - first, age: dayOf(Date.now()) - first, customers: 1 },
      spending: { purchases: repeats, average: repeats === 0 ? 0 : repeatValue / repeats },
    };
  });
}

it("fits the models to the histories of an independent computation", async () => {
  const all = histories();
  const expected = (await fitBgNbd(all as CountedHistory[]))!;
  for (const name of ["r", "alpha", "a", "b"] as const)
    expect(report.bgNbd[name]).toBeCloseTo(expected[name], 2);
  const money = (await fitGammaGamma(
    all.map(({ spending }) => spending).filter(({ purchases }) => purchases > 0),
  ))!;
  for (const name of ["p", "q", "v"] as const) expect(report.gammaGamma?.[name]).toBeCloseTo(money[name], 2);
  expect(steps).toEqual(
    expect.arrayContaining(["Read the orders of 400 of 400 customers.", "Predicted 400 customers."]),
  );
});

it("writes what the models expect of every customer, in the source's currency, with the date of the fit", async () => {
  const rows = await warehouse.query<Record<string, number | string>>(
    "SELECT *, toUnixTimestamp64Milli(fitted_at) AS fitted FROM predicted_orders(source = 'shop')",
  );
  expect(rows).toHaveLength(CUSTOMERS);
  const all = histories();
  let guests = 0;
  for (const row of rows) {
    const history = all[Number(String(row.customer_id).replace(/\D+/, ""))]!;
    expect(row.probability_alive).toBeCloseTo(probabilityAlive(report.bgNbd, history), 9);
    expect(row.expected_orders_90).toBeCloseTo(expectedPurchases(report.bgNbd, history, 90), 9);
    expect(row).toMatchObject({ currency: "IRR", fitted: Date.parse(report.fittedAt) });
    const worth = Number(row.expected_order_value);
    expect(worth).toBeGreaterThan(0);
    // A year's orders, worth less the later they come.
    const undiscounted = worth * Number(row.expected_orders_365);
    expect(Number(row.lifetime_value)).toBeLessThan(undiscounted + 1e-6);
    expect(Number(row.lifetime_value)).toBeGreaterThan(undiscounted / 1.1 - 1e-6);
    guests += Number(row.is_guest);
  }
  expect(guests).toBe(CUSTOMERS / 5);
});

it("shows the predictions in the profile of a customer", async () => {
  const [profile] = await warehouse.query<Record<string, number>>(
    `SELECT profile.probability_alive AS shown, predicted.probability_alive AS told, profile.lifetime_value - predicted.lifetime_value AS off
     FROM customer_profile(source = 'shop', until = '', time_zone = 'UTC', currency = '') AS profile
     INNER JOIN predicted_orders(source = 'shop') AS predicted ON predicted.customer_id = profile.customer_id
     WHERE customer_id = 'user-1'`,
  );
  expect(profile).toMatchObject({ shown: profile?.told, off: 0 });
});

it("shows the fit before until a new one is complete", async () => {
  const run = predict(warehouse, { source: "shop", ...PREDICT_DEFAULTS }, async () => {}, now + 60_000);
  const [before] = await warehouse.query(
    "SELECT uniqExact(fitted_at) AS fits, count() AS n FROM predicted_orders(source = 'shop')",
  );
  expect(before).toEqual({ fits: 1, n: CUSTOMERS });
  for (let next = await run.next(); !next.done; next = await run.next());
  const [after] = await warehouse.query<Record<string, string>>(
    "SELECT count() AS n, toString(toUnixTimestamp64Milli(any(fitted_at))) AS fitted FROM predicted_orders(source = 'shop')",
  );
  expect(after).toEqual({ n: CUSTOMERS, fitted: String(now + 60_000) });
});

it("says how many customers it takes when there are too few, and writes nothing", async () => {
  const run = predict(warehouse, { source: "new", ...PREDICT_DEFAULTS }, async () => {});
  await expect(run.next()).rejects.toThrow("It takes 100 customers and 20 who came back.");
  expect(await warehouse.query("SELECT 1 FROM predictions WHERE source_id = 'new'")).toEqual([]);
});

it("ends within a step when the collector stops", async () => {
  const keeping = keepPredicting(warehouse, () => ["shop"], pino({ level: "silent" }), 24);
  await keeping.close();
  const never = keepPredicting(warehouse, () => ["shop"], pino({ level: "silent" }), 0);
  await never.close();
});
