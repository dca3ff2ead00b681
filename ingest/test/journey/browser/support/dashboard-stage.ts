import { createReadStream } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import type { Ledger } from "../../../../src/try/demo/ledger/ledger.js";
import { sendYear } from "../../../../src/try/demo/send-year.js";
import { newServerKey } from "../../../../src/try/demo/server-key.js";
import { simulateShop } from "../../../../src/try/demo/shop/simulate-shop.js";
import { newReader, type Reader } from "../../../ask/dashboard/reader.js";
import { startCollector, type TestCollector } from "../../../collect/collector.js";
import { ORDERS } from "../../online-retail.js";
import { ottoEvents } from "../../otto.js";

/** A collector with a simulated shop, real ones when they are asked for, and an empty one. */
export interface DashboardStage {
  readonly collector: TestCollector;
  /** Asks as the page does: what the page must show. */
  readonly reader: Reader;
  /** What really happened in the simulated shop. */
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/** The simulated shop's half year. */
export const HALF_YEAR = {
  start: "2025-01-01",
  days: 181,
  until: "2025-07-01",
  lastDay: "2025-06-30",
} as const;
export const SHOP_ZONE = "Europe/Amsterdam";

const key = (id: string) => `wk_${id}000000000000000000000000`.slice(0, 27);
const source = (id: string, currency: string, timeZone: string) => ({
  id,
  currency,
  timeZone,
  keys: [{ kind: "web", key: key(id) }],
});

/** @param options whether the sales of a real shop, and the visits of another, are there, too: the data sets must be */
export async function openDashboardStage({ retail = false, otto = false } = {}): Promise<DashboardStage> {
  const folder = await mkdtemp(join(tmpdir(), "safar-dashboard-"));
  const sources = [
    source("shop", "EUR", SHOP_ZONE),
    source("retail", "GBP", "UTC"),
    source("otto", "EUR", "Europe/Berlin"),
    source("empty", "EUR", "UTC"),
  ];
  await writeFile(join(folder, "sources.json"), JSON.stringify({ sources }));
  const collector = await startCollector({ SAFAR_DATA: folder });
  const options = { seed: 11, customers: 150, ...HALF_YEAR };
  const simulation = simulateShop(options);
  await sendYear(
    simulation,
    options,
    {
      collector: collector.collector,
      keys: { web: key("shop"), server: await newServerKey(folder, "shop", collector.collector) },
    },
    { onProgress: () => {}, onNotice: () => {} },
  );
  if (retail) await sendRetail(collector);
  if (otto) await sendBatch(collector, "otto", ottoEvents());
  await visitsPutTogether(collector);
  const reader = newReader(collector);
  await reader.signIn(collector.clickhousePassword);
  return { collector, reader, ledger: simulation.ledger, close: () => collector.stop() };
}

/** Waits until ClickHouse has made visits of all that was sent: it looks for events every ten seconds. */
async function visitsPutTogether(collector: TestCollector): Promise<void> {
  const areThere = `SELECT max(known_block) >= (
      SELECT max(_block_number) FROM safar.event_rows
      WHERE kind IN ('commerce', 'page', 'other') AND (user_id != '' OR anonymous_id != '') AND NOT is_bot AND NOT is_test
    ) AS there FROM safar.visit_parts`;
  for (;;) {
    const [row] = await collector.rows<{ there: boolean }>(areThere);
    if (row?.there) return;
    await sleep(200);
  }
}

/** Orders that one request may hold. */
const BATCH = 2_000;

/** The sales of known customers. The shop's local times stand as UTC, in which it counts here. */
async function sendRetail(collector: TestCollector): Promise<void> {
  let batch: object[] = [];
  const lines = createReadStream(ORDERS)
    .pipe(createGunzip())
    .pipe(parse({ columns: true }));
  for await (const { invoice, customer_id, ordered_at, gross_value, kind } of lines) {
    if (kind !== "sale" || customer_id === "") continue;
    batch.push({
      type: "track",
      event: "Order Completed",
      messageId: `invoice-${invoice}`,
      userId: customer_id,
      timestamp: `${ordered_at.replace(" ", "T")}Z`,
      properties: { order_id: invoice, revenue: Number(gross_value) },
    });
    if (batch.length < BATCH) continue;
    await sendBatch(collector, "retail", batch);
    batch = [];
  }
  await sendBatch(collector, "retail", batch);
}

async function sendBatch(collector: TestCollector, id: string, batch: readonly object[]): Promise<void> {
  if (batch.length === 0) return;
  const { body } = await collector.post("/v1/batch", JSON.stringify({ batch }), {
    authorization: `Basic ${btoa(`${key(id)}:`)}`,
  });
  if (body.accepted !== batch.length) throw new Error(`Not all events were taken: ${JSON.stringify(body)}`);
}

/** One more event of the simulated shop, as it happens. */
export async function trackNow(collector: TestCollector, event: object): Promise<void> {
  const answer = await collector.post("/v1/track", JSON.stringify(event), {
    authorization: `Basic ${btoa(`${key("shop")}:`)}`,
  });
  if (answer.status !== 200) throw new Error(`The event was not taken: ${answer.status}`);
}
