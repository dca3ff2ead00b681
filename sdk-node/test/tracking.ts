import { onTestFinished } from "vitest";
import { type Drop, Safar, type SafarDeliveryError, type SafarOptions } from "../src/index.js";
import { type Sink, startSink } from "./sink.js";

export interface Tracking {
  readonly sink: Sink;
  readonly safar: Safar;
  readonly drops: readonly Drop[];
  readonly errors: readonly SafarDeliveryError[];
  /** Tracks events whose message ids are these. */
  track(...messageIds: string[]): void;
}

/** A sink, and a client with short delays that sends to it. Both end with the test. */
export async function startTracking(options: Partial<SafarOptions> = {}): Promise<Tracking> {
  const sink = await startSink();
  const safar = new Safar({
    writeKey: "key",
    host: sink.host,
    minRetryDelay: 10,
    maxRetryDelay: 50,
    requestTimeout: 5_000,
    ...options,
  });
  const drops: Drop[] = [];
  const errors: SafarDeliveryError[] = [];
  safar.on("drop", (drop) => drops.push(drop));
  safar.on("error", (error) => errors.push(error));
  onTestFinished(async () => {
    await safar.close({ timeout: 0 });
    await sink.close();
  });
  return {
    sink,
    safar,
    drops,
    errors,
    track(...messageIds) {
      for (const messageId of messageIds) {
        safar.track({ userId: "u1", event: "Cart Viewed", messageId, properties: { cart_id: messageId } });
      }
    },
  };
}

export const idsOf = (events: readonly { readonly messageId: string }[]): string[] =>
  events.map(({ messageId }) => messageId);

/** So many ids, e0 and on. */
export const someIds = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => `e${number}`);
