import { setTimeout as sleep } from "node:timers/promises";
import { type Drop, Safar, type SafarDeliveryError } from "@safar/node";
import { type ShopCall, shopCall } from "./shop-events.js";

export interface ShopOptions {
  readonly name: string;
  readonly host: string;
  readonly writeKey: string;
  readonly eventsPerSecond: number;
  /** Milliseconds after which the SDK takes a request for lost. */
  readonly requestTimeout: number;
}

/** A shop's backend that goes on tracking whatever happens, through the SDK as it is. */
export interface Shop {
  readonly name: string;
  readonly calls: readonly ShopCall[];
  readonly drops: readonly Drop[];
  /** What failed requests said: `http_503`, `network`, `timeout`, …, and how often. */
  readonly failures: ReadonlyMap<string, number>;
  /** Events acknowledged so far. */
  readonly sent: number;
  /** Waits until all events tracked up to now are acknowledged or refused; false when that takes longer. */
  delivered(limitMs: number): Promise<boolean>;
  /** Stops tracking and delivers what is left; gives the number of events nobody answered. */
  close(limitMs: number): Promise<number>;
}

const TICK_MS = 50;

export function openShop({ name, host, writeKey, eventsPerSecond, requestTimeout }: ShopOptions): Shop {
  const safar = new Safar({ writeKey, host, requestTimeout, flushInterval: 100, maxRetryDelay: 1_000 });
  const calls: ShopCall[] = [];
  const drops: Drop[] = [];
  const failures = new Map<string, number>();
  let tracking = true;
  safar.on("drop", (drop) => drops.push(drop));
  safar.on("error", ({ code }: SafarDeliveryError) => failures.set(code, (failures.get(code) ?? 0) + 1));

  let closing: Promise<number> | undefined;
  const working = (async () => {
    const startedAt = performance.now();
    while (tracking) {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * eventsPerSecond);
      while (calls.length < due) {
        const next = shopCall(name, calls.length);
        calls.push(next);
        make(safar, next);
      }
      await sleep(TICK_MS);
    }
  })();

  return {
    name,
    calls,
    drops,
    failures,
    get sent() {
      return safar.stats.sent;
    },
    delivered: (limitMs) => safar.flush({ timeout: limitMs }),
    close: (limitMs) => (closing ??= close(limitMs)),
  };

  async function close(limitMs: number): Promise<number> {
    tracking = false;
    await working;
    const { dropped } = await safar.close({ timeout: limitMs });
    return dropped.closed;
  }
}

/** Makes a call that was made before, or the first time. */
export function make(safar: Safar, { method, call }: ShopCall): boolean {
  return method === "identify" ? safar.identify(call as never) : safar.track(call as never);
}
