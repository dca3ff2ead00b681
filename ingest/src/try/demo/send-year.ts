import { Safar } from "@safar/node";
import { createFeed, FEED_OPTIONS } from "../../client/feed.js";
import type { ProgressState } from "../../output/terminal/progress.js";
import type { KeyKind } from "../../sources/source.js";
import { DAY_MS } from "./shop/day-buckets.js";
import type { Simulation, SimulationOptions } from "./shop/simulate-shop.js";
import type { Delivery } from "./shop/tracking.js";

/** Observes the progress of sending. */
export interface SendingWatcher {
  readonly onProgress: (state: ProgressState) => void;
  /** Called with a progress message. */
  readonly onNotice: (notice: string) => void;
}

/** Result of sending. */
export interface Sending {
  /** Calls of the SDK, including repeated ones. */
  readonly calls: number;
  /** Calls made a second time. */
  readonly repeats: number;
  readonly seconds: number;
  readonly acknowledged: number;
  readonly dropped: number;
}

/**
 * Sends a simulated shop's events through the SDK to a collector: those of its pages with a web key, those of its
 * server with a server key.
 *
 * @throws {FeedError} when an event is rejected
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
  const open = (writeKey: string, userAgent?: string) => {
    const named = userAgent === undefined ? {} : { userAgent };
    const safar = new Safar({ ...FEED_OPTIONS, host: collector, writeKey, ...named });
    const feed = createFeed<void>(safar, {
      mark: () => {},
      onAcknowledged: () => {},
      onTrouble: (message) => onNotice(`The collector accepts no events now; trying again: ${message}`),
    });
    return { safar, feed };
  };
  const senders = new Map<string, ReturnType<typeof open>>();
  // One sender for each user agent, and one for the shop's server.
  const senderOf = ({ from, browser }: Pick<Delivery, "from" | "browser">) => {
    const name = `${from} ${browser ?? ""}`;
    const sender = senders.get(name) ?? open(keys[from], browser);
    senders.set(name, sender);
    return sender;
  };
  try {
    for (const { at, call, again, ...sender } of deliveries) {
      await senderOf(sender).feed.add(call);
      calls++;
      if (again) repeats++;
      const fraction = Math.min(1, (at - firstDay) / (days * DAY_MS));
      onProgress({ fraction, events: calls, detail: new Date(at).toISOString().slice(0, 10) });
    }
    await Promise.all([...senders.values()].map(({ feed }) => feed.end()));
  } finally {
    await Promise.all([...senders.values()].map(({ safar }) => safar.close({ timeout: 0 })));
  }
  let [acknowledged, dropped] = [0, 0];
  for (const { safar } of senders.values()) {
    acknowledged += safar.stats.sent;
    for (const count of Object.values(safar.stats.dropped)) dropped += count;
  }
  return { calls, repeats, seconds: (performance.now() - startedAt) / 1000, acknowledged, dropped };
}
