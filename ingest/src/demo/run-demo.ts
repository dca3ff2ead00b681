import { Safar, type Statistics } from "@safar/node";
import type { CollectorProcess } from "../client/collector-process.js";
import { createFeed, FEED_OPTIONS } from "../client/feed.js";
import { askFigures } from "../report/ask-figures.js";
import type { FigureRange } from "../report/figures.js";
import type { ProgressState } from "../terminal/progress.js";
import { openHttpWarehouse } from "../warehouse/clickhouse-http.js";
import type { Warehouse } from "../warehouse/warehouse.js";
import { type ComparedFigure, compareFigures } from "./comparison.js";
import { askCustomers, bookedCustomers, type CustomerComparison, compareCustomers } from "./customers.js";
import { addDays } from "./ledger/calendar.js";
import { ledgerFigures } from "./ledger/figures.js";
import { DAY_MS } from "./shop/day-buckets.js";
import { type Simulation, type SimulationOptions, simulateShop } from "./shop/simulate-shop.js";

export interface DemoOptions extends SimulationOptions {
  /** The shop's time zone, in whose calendar the figures are counted. */
  readonly timeZone: string;
}

/** Whoever watches the demo. */
export interface DemoWatcher {
  readonly onProgress: (state: ProgressState) => void;
  /** Called with a sentence about what goes on. */
  readonly onNotice: (notice: string) => void;
}

/** What was sent, and what came of it. */
export interface Sending {
  /** Calls of the SDK, those made twice counted twice. */
  readonly calls: number;
  /** Calls that were made a second time. */
  readonly repeats: number;
  readonly seconds: number;
  readonly statistics: Statistics;
}

export interface DemoResult {
  readonly range: FigureRange;
  readonly sending: Sending;
  /** Events that the warehouse holds. */
  readonly stored: number;
  readonly figures: readonly ComparedFigure[];
  readonly customers: CustomerComparison;
  readonly askSeconds: number;
}

/**
 * Sends a simulated shop's year through the SDK to a collector, and asks for its figures.
 *
 * @throws {FeedError | WarehouseError} when an event is not taken, or the views can't be asked
 */
export async function runDemo(
  options: DemoOptions,
  collector: CollectorProcess,
  watcher: DemoWatcher,
): Promise<DemoResult> {
  const simulation = simulateShop(options);
  const sending = await send(simulation, options, collector, watcher);
  const warehouse = openHttpWarehouse({
    url: collector.clickhouse,
    username: "default",
    password: collector.password,
  });
  try {
    return { sending, ...(await compare(warehouse, simulation, options, collector.source)) };
  } finally {
    await warehouse.close();
  }
}

/** True when every figure, every customer and the number of events are what the books say. */
export function isAllEqual({ figures, customers, stored, sending }: DemoResult): boolean {
  return (
    figures.every(({ equal }) => equal) &&
    customers.equal === customers.booked &&
    customers.equal === customers.asked &&
    stored === sending.calls - sending.repeats
  );
}

async function send(
  { deliveries }: Simulation,
  { start, days }: DemoOptions,
  { collector, writeKey }: CollectorProcess,
  { onProgress, onNotice }: DemoWatcher,
): Promise<Sending> {
  const safar = new Safar({ ...FEED_OPTIONS, host: collector, writeKey });
  const [startedAt, firstDay] = [performance.now(), Date.parse(start)];
  let calls = 0;
  let repeats = 0;
  const feed = createFeed<void>(safar, {
    mark: () => {},
    onAcknowledged: () => {},
    onTrouble: (message) => onNotice(`The collector takes no events now, trying again: ${message}`),
  });
  try {
    for (const { at, call, again } of deliveries) {
      await feed.add(call);
      calls++;
      if (again) repeats++;
      const fraction = Math.min(1, (at - firstDay) / (days * DAY_MS));
      onProgress({ fraction, events: calls, detail: new Date(at).toISOString().slice(0, 10) });
    }
    await feed.end();
  } finally {
    await safar.close();
  }
  return { calls, repeats, seconds: (performance.now() - startedAt) / 1000, statistics: safar.stats };
}

async function compare(
  warehouse: Warehouse,
  { ledger }: Simulation,
  { start, days, timeZone }: DemoOptions,
  source: string,
): Promise<Omit<DemoResult, "sending">> {
  const range: FigureRange = { source, since: start, until: addDays(start, days), timeZone, period: "month" };
  const startedAt = performance.now();
  const asked = await askFigures(warehouse, range);
  const askSeconds = (performance.now() - startedAt) / 1000;
  const [count] = await warehouse.query<{ stored: number }>(
    "SELECT toFloat64(count()) AS stored FROM safar.events WHERE source_id = {source:String}",
    { source },
  );
  const orders = ledger.orders();
  return {
    range,
    askSeconds,
    stored: count!.stored,
    figures: compareFigures(asked, ledgerFigures(orders, range)),
    customers: compareCustomers(await askCustomers(warehouse, range), bookedCustomers(orders, range)),
  };
}
