import { createReadStream } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import type { Ledger } from "../../../../src/demo/ledger/ledger.js";
import { sendYear } from "../../../../src/demo/send-year.js";
import { simulateShop } from "../../../../src/demo/shop/simulate-shop.js";
import { startCollector, type TestCollector } from "../../../collect/collector.js";
import { newReader, type Reader } from "../../../dashboard/reader.js";
import { ORDERS } from "../../online-retail.js";

/** A collector with a simulated shop, a real one when it is asked for, and an empty one. */
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

/** @param options whether the sales of a real shop are there, too: the data set must be */
export async function openDashboardStage({ retail = false } = {}): Promise<DashboardStage> {
  const folder = await mkdtemp(join(tmpdir(), "safar-dashboard-"));
  const sources = [
    source("shop", "EUR", SHOP_ZONE),
    source("retail", "GBP", "UTC"),
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
      clickhouse: collector.clickhouse,
      password: collector.clickhousePassword,
      source: "shop",
      writeKey: key("shop"),
      stop: async () => {},
    },
    { onProgress: () => {}, onNotice: () => {} },
  );
  if (retail) await sendRetail(collector);
  const reader = newReader(collector);
  await reader.signIn(collector.clickhousePassword);
  return { collector, reader, ledger: simulation.ledger, close: () => collector.stop() };
}

/** Orders that one request may hold. */
const BATCH = 2_000;

/** The sales of known customers. The shop's local times stand as UTC, in which it counts here. */
async function sendRetail(collector: TestCollector): Promise<void> {
  let batch: object[] = [];
  const send = async () => {
    const { body } = await collector.post("/v1/batch", JSON.stringify({ writeKey: key("retail"), batch }), {
      authorization: `Basic ${btoa(`${key("retail")}:`)}`,
    });
    if (body.accepted !== batch.length) throw new Error(`Not all orders were taken: ${JSON.stringify(body)}`);
    batch = [];
  };
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
      properties: { order_id: invoice, revenue: gross_value },
    });
    if (batch.length === BATCH) await send();
  }
  if (batch.length > 0) await send();
}

/** One more event of the simulated shop, as it happens. */
export async function trackNow(collector: TestCollector, event: object): Promise<void> {
  const answer = await collector.post("/v1/track", JSON.stringify(event), {
    authorization: `Basic ${btoa(`${key("shop")}:`)}`,
  });
  if (answer.status !== 200) throw new Error(`The event was not taken: ${answer.status}`);
}
