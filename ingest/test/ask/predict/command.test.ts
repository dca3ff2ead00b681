import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PredictionReport } from "../../../src/ask/predict/predict.js";
import { EVENT_COLUMNS } from "../../../src/event/enrich/event-row.js";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import { type ClickHouseServer, startClickHouseServer } from "../../clickhouse-server/start.js";
import { runSafar } from "../../journey/serve-process.js";
import { CUSTOMERS, makeOrders, orderRows } from "./made-orders.js";

const now = Date.now();
const rows = orderRows(makeOrders(now), now);

let folder: string;
let clickhouse: ClickHouseServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-predict-command-"));
  const embedded = await openFolderWarehouse(folder);
  await migrate(embedded);
  await embedded.insert("event_rows", EVENT_COLUMNS, rows);
  await embedded.close();
  clickhouse = await startClickHouseServer();
  await migrate(clickhouse.warehouse);
  await clickhouse.warehouse.insert("event_rows", EVENT_COLUMNS, rows);
});
afterAll(async () => {
  await clickhouse?.close();
  await rm(folder, { recursive: true });
});

const onServer = (...args: string[]) =>
  runSafar(["predict", "--clickhouse", clickhouse.url, "--data", folder, ...args], {
    SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
  }).ended;

it("predicts on a server, tells how far it is, and says where to read it", async () => {
  const { code, stdout, stderr } = await onServer("--source", "shop", "--currency", "irr");
  expect([code, stdout.split("\n", 1)[0]]).toEqual([
    0,
    `Wrote predictions for ${CUSTOMERS} customers of source "shop".`,
  ]);
  expect(stderr.trim().split("\n")).toEqual([
    "Read the orders of 400 of 400 customers.",
    "Fitting the purchase model.",
    "Fitting the spending model.",
    "Predicted 400 customers.",
  ]);
  const [query = ""] = /SELECT .*/.exec(stdout) ?? [];
  const told = await clickhouse.warehouse.query<{ lifetime_value: number }>(query);
  expect(told).toHaveLength(20);
  for (const { lifetime_value: value } of told) expect(Number(value)).toBeGreaterThan(0);
});

it("fits the same in a data folder that no collector holds, which it starts and stops", async () => {
  const asked = ["predict", "--source", "shop", "--currency", "IRR", "--json"];
  const own = await runSafar([...asked, "--data", folder]).ended;
  expect([own.code, own.stderr]).toEqual([0, expect.stringContaining("Fitting the spending model.")]);
  const { fittedAt: _, ...report }: PredictionReport = JSON.parse(own.stdout);
  const server = await onServer("--source", "shop", "--currency", "IRR", "--json");
  expect(JSON.parse(server.stdout)).toMatchObject(report);
  const again = await openFolderWarehouse(folder);
  const [count] = await again.query("SELECT toUInt32(count()) AS n FROM predicted_orders(source = 'shop')");
  await again.close();
  expect(count).toEqual({ n: CUSTOMERS });
});

it("says how many customers it takes, and what is no currency", async () => {
  const empty = await onServer("--source", "elsewhere");
  expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining("There are: shop.")]);
  const wrong = await onServer("--currency", "rials");
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('"rials" is not a currency')]);
  for (const day of ["01/02/2011", "2011-02-30", "yesterday"]) {
    const noDay = await onServer("--until", day);
    expect([noDay.code, noDay.stderr]).toEqual([1, expect.stringContaining(`"${day}" is not a date`)]);
  }
});

it("shows a holdout by tenths of the customers, and writes nothing", async () => {
  const fits = () => clickhouse.warehouse.query("SELECT count() AS n FROM prediction_fits");
  const before = await fits();
  const held = await onServer("--source", "shop", "--holdout", "60");
  expect([held.code, held.stdout]).toEqual([0, expect.stringMatching(/tenth 10/)]);
  expect(await fits()).toEqual(before);
});
