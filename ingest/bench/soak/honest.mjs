// Honest senders who keep their events until they are acknowledged, as the SDKs do.
import { setTimeout as sleep } from "node:timers/promises";
import { BROWSER, shopEvent } from "../shop-event.mjs";
import { messageId } from "./requests.mjs";

const BATCH = 20;

/**
 * Sends batches at a rate, each until it is acknowledged.
 *
 * @param {{ address(): string, writeKey: string, eventsPerSecond: number }} to `address` may change when a collector
 *   is started again
 */
export function honestSenders({ address, writeKey, eventsPerSecond }) {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
  const told = { next: 0, acknowledged: [], waits: [], refused: {} };
  const underWay = new Set();
  let sending = true;

  async function sendBatch(first) {
    const body = JSON.stringify({
      batch: Array.from({ length: BATCH }, (_, place) => shopEvent(first + place, messageId(first + place))),
      sentAt: new Date().toISOString(),
    });
    const since = performance.now();
    for (;;) {
      const status = await fetch(`${address()}/v1/batch`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json", "user-agent": BROWSER },
        body,
        signal: AbortSignal.timeout(30_000),
      }).then(
        async (answer) => {
          await answer.arrayBuffer();
          return answer.status;
        },
        () => 0,
      );
      if (status === 200) {
        told.acknowledged.push(first);
        told.waits.push({ since, ms: performance.now() - since });
        return;
      }
      told.refused[status] = (told.refused[status] ?? 0) + 1;
      await sleep(500);
    }
  }

  const timer = setInterval(
    () => {
      if (!sending) return;
      const one = sendBatch(told.next).finally(() => underWay.delete(one));
      underWay.add(one);
      told.next += BATCH;
    },
    (1_000 * BATCH) / eventsPerSecond,
  );
  return {
    told,
    batch: BATCH,
    /** Sends no more, and waits until all is acknowledged. */
    async end() {
      sending = false;
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
