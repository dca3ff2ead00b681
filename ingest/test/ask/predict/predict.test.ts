import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type CountedHistory,
  expectedPurchases,
  fitBgNbd,
  probabilityAlive,
} from "../../../src/ask/predict/bg-nbd.js";
import { fitGammaGamma } from "../../../src/ask/predict/gamma-gamma.js";
import { holdout } from "../../../src/ask/predict/holdout.js";
import { keepPredicting } from "../../../src/ask/predict/keep-predicting.js";
import { onThisThread } from "../../../src/ask/predict/models.js";
import { PREDICT_DEFAULTS, type PredictionReport, predict } from "../../../src/ask/predict/predict.js";
import { EVENT_COLUMNS } from "../../../src/event/enrich/event-row.js";
import { tellSources } from "../../../src/sources/tell-sources.js";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";
import { localTime } from "../../model/local-clock.js";
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
  const run = predict(warehouse, { source: "shop", ...PREDICT_DEFAULTS }, onThisThread);
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
  const expected = fitBgNbd(all as CountedHistory[], PREDICT_DEFAULTS.model)!;
  for (const name of ["r", "alpha", "a", "b"] as const)
    expect(report.bgNbd[name]).toBeCloseTo(expected[name], 2);
  const money = fitGammaGamma(all.map(({ spending }) => spending).filter(({ purchases }) => purchases > 0))!;
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
  const run = predict(warehouse, { source: "shop", ...PREDICT_DEFAULTS }, onThisThread, now + 60_000);
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
  await tellSources(warehouse, [{ id: "new", currency: "IRR", timeZone: TIME_ZONE }]);
  const run = predict(warehouse, { source: "new", ...PREDICT_DEFAULTS }, onThisThread);
  await expect(run.next()).rejects.toThrow("At least 100 customers and 20 repeat customers are needed.");
  expect(await warehouse.query("SELECT 1 FROM predictions WHERE source_id = 'new'")).toEqual([]);
});

const runOf = async <Report>(steps: AsyncGenerator<string, Report>) => {
  const said: string[] = [];
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) said.push(next.value);
  return { said, report: next.value };
};
const dayBefore = (days: number) => localTime(now - days * DAY_MS, TIME_ZONE).slice(0, 10);

it("fits as of a past day, to the orders before it alone, for any horizon", async () => {
  const until = dayBefore(100);
  const asked = { source: "shop", ...PREDICT_DEFAULTS, until, horizonDays: 45, model: "bg-nbd" as const };
  const { report: past } = await runOf(predict(warehouse, asked, onThisThread, now + 120_000));
  const before = orders.filter(({ at }) => localTime(at, TIME_ZONE).slice(0, 10) < until);
  expect(past.customers).toBe(new Set(before.map(({ customer }) => customer)).size);
  expect(past.bgNbd).not.toEqual(report.bgNbd);
  const rows = await warehouse.query<Record<string, number>>(
    "SELECT expected_orders, expected_orders_30, expected_orders_90, horizon_days, model, as_of FROM predicted_orders(source = 'shop')",
  );
  expect(rows).toHaveLength(past.customers);
  for (const {
    expected_orders: within = 0,
    expected_orders_30: month,
    expected_orders_90: quarter,
    ...fit
  } of rows) {
    expect(fit).toEqual({ horizon_days: 45, model: "bg-nbd", as_of: until });
    expect(within).toBeGreaterThanOrEqual(Number(month));
    expect(within).toBeLessThanOrEqual(Number(quarter));
  }
});

it("warns when the newest order is old, and not when it is not", async () => {
  expect(steps.filter((step) => step.startsWith("Warning"))).toEqual([]);
  const asked = { source: "shop", ...PREDICT_DEFAULTS, until: dayBefore(-40) };
  const later = await runOf(predict(warehouse, { ...asked, until: "" }, onThisThread));
  expect(later.said.join()).not.toContain("Warning");
});

it("holds the last days out and compares, by tenths, what each model predicted with what came", async () => {
  const [until, days] = [dayBefore(0), 90];
  const { report: held } = await runOf(holdout(warehouse, { source: "shop", until, days }, onThisThread));
  const [from, dayOf] = [held.fittedAsOf, (at: number) => localTime(at, TIME_ZONE).slice(0, 10)];
  const known = new Set(orders.filter(({ at }) => dayOf(at) < from).map(({ customer }) => customer));
  const came = new Set(
    orders
      .filter(({ at, customer }) => known.has(customer) && dayOf(at) >= from && dayOf(at) < until)
      .map(({ at, customer }) => `${customer} ${dayOf(at)}`),
  );
  expect(held).toMatchObject({ customers: known.size, actual: came.size });
  expect(held.models.map(({ model }) => model).sort()).toEqual(["bg-nbd", "mbg-nbd"]);
  expect(held.models[0]!.meanAbsoluteError).toBeLessThanOrEqual(held.models[1]!.meanAbsoluteError);
  for (const { deciles, predicted } of held.models) {
    const weighed = (of: "predicted" | "actual") =>
      deciles.reduce((sum, decile) => sum + decile.customers * decile[of], 0);
    expect(weighed("actual")).toBeCloseTo(came.size, 6);
    expect(weighed("predicted")).toBeCloseTo(predicted, 6);
  }
});

it("ends within a step when the collector stops", async () => {
  const keeping = keepPredicting(warehouse, () => ["shop"], pino({ level: "silent" }), 24);
  await keeping.close();
  const never = keepPredicting(warehouse, () => ["shop"], pino({ level: "silent" }), 0);
  await never.close();
});
