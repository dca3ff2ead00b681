import { Safar, type Statistics } from "@safar/node";
import type { CollectorProcess } from "../client/collector-process.js";
import { createFeed, FEED_OPTIONS } from "../client/feed.js";
import type { ProgressState } from "../terminal/progress.js";
import { DAY_MS } from "./shop/day-buckets.js";
import type { Simulation, SimulationOptions } from "./shop/simulate-shop.js";

/** Whoever watches the sending. */
export interface SendingWatcher {
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

/**
 * Sends what happens in a simulated shop through the SDK to a collector.
 *
 * @throws {FeedError} when an event is not taken
 */
export async function sendYear(
  { deliveries }: Simulation,
  { start, days }: SimulationOptions,
  { collector, writeKey }: CollectorProcess,
  { onProgress, onNotice }: SendingWatcher,
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
    await safar.close({ timeout: 0 });
  }
  return { calls, repeats, seconds: (performance.now() - startedAt) / 1000, statistics: safar.stats };
}
