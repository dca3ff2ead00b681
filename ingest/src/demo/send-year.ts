import { Safar } from "@safar/node";
import { createFeed, FEED_OPTIONS } from "../client/feed.js";
import type { KeyKind } from "../sources/source.js";
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
  readonly acknowledged: number;
  readonly dropped: number;
}

/**
 * Sends what happens in a simulated shop through the SDK to a collector: what its pages say with a web key, and what
 * its server says with a server's.
 *
 * @throws {FeedError} when an event is not taken
 */
export async function sendYear(
  { deliveries }: Simulation,
  { start, days }: SimulationOptions,
  { collector, keys }: { readonly collector: string; readonly keys: Readonly<Record<KeyKind, string>> },
  { onProgress, onNotice }: SendingWatcher,
): Promise<Sending> {
  const [startedAt, firstDay] = [performance.now(), Date.parse(start)];
  let calls = 0;
  let repeats = 0;
  const open = (writeKey: string) => {
    const safar = new Safar({ ...FEED_OPTIONS, host: collector, writeKey });
    const feed = createFeed<void>(safar, {
      mark: () => {},
      onAcknowledged: () => {},
      onTrouble: (message) => onNotice(`The collector takes no events now, trying again: ${message}`),
    });
    return { safar, feed };
  };
  const senders = { web: open(keys.web), server: open(keys.server) };
  const both = Object.values(senders);
  try {
    for (const { at, call, from, again } of deliveries) {
      await senders[from].feed.add(call);
      calls++;
      if (again) repeats++;
      const fraction = Math.min(1, (at - firstDay) / (days * DAY_MS));
      onProgress({ fraction, events: calls, detail: new Date(at).toISOString().slice(0, 10) });
    }
    await Promise.all(both.map(({ feed }) => feed.end()));
  } finally {
    await Promise.all(both.map(({ safar }) => safar.close({ timeout: 0 })));
  }
  let [acknowledged, dropped] = [0, 0];
  for (const { safar } of both) {
    acknowledged += safar.stats.sent;
    for (const count of Object.values(safar.stats.dropped)) dropped += count;
  }
  return { calls, repeats, seconds: (performance.now() - startedAt) / 1000, acknowledged, dropped };
}
