import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { FastifyInstance } from "fastify";
import { RequestError } from "../errors.js";

export interface LoadLimits {
  /** How late the event loop may be on average of a sample, in milliseconds; beyond it answers come too late. */
  readonly maxLoopDelayMs?: number;
  /** As much of the heap as may be used, in bytes; beyond it collecting garbage takes all the time there is. */
  readonly maxHeapBytes?: number;
  /** How long a sample is, in milliseconds: a moment in which the machine did something else shall not count. */
  readonly sampleMs?: number;
}

const MAX_HEAP_SHARE = 0.85;

const RETRY_AFTER_SECONDS = 2;

declare module "fastify" {
  interface FastifyInstance {
    /** Why requests are refused as overloaded now, or undefined; for /readyz. */
    overload(): string | undefined;
  }
}

/** How often the loop's delay is measured, in milliseconds; the delay that is told holds it. */
const RESOLUTION_MS = 10;

/**
 * Refuses requests before their bodies are read while the process has no time or no memory for them.
 *
 * `@fastify/under-pressure` does the same by `process.memoryUsage()`, which opens a file of /proc: without a
 * descriptor left it throws out of a timer and ends the process. What is asked here needs none.
 */
export async function shedLoad(
  app: FastifyInstance,
  {
    maxLoopDelayMs = 3_000,
    sampleMs = 5_000,
    maxHeapBytes = MAX_HEAP_SHARE * getHeapStatistics().heap_size_limit,
  }: LoadLimits = {},
): Promise<void> {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let pressure: string | undefined;
  const sampler = setInterval(() => {
    const delay = meanDelay(delays);
    const heap = getHeapStatistics().used_heap_size;
    if (delay > maxLoopDelayMs) pressure = `eventLoopDelay is at ${Math.round(delay)}`;
    else pressure = heap > maxHeapBytes ? `heapUsedBytes is at ${heap}` : undefined;
  }, sampleMs).unref();
  app.decorate("overload", () =>
    pressure === undefined ? undefined : `The collector has no time or no memory left: ${pressure}.`,
  );
  app.addHook("onClose", async () => {
    clearInterval(sampler);
    delays.disable();
  });
  app.addHook("onRequest", async () => {
    if (pressure !== undefined)
      throw new RequestError("overloaded", RETRY_AFTER_SECONDS, { cause: new Error(pressure) });
  });
}

/** Of the sample that ends now, in milliseconds; Infinity when the loop did not turn once in it. */
function meanDelay(delays: IntervalHistogram): number {
  const mean = delays.mean / 1e6 - RESOLUTION_MS;
  delays.reset();
  return Number.isNaN(mean) ? Number.POSITIVE_INFINITY : Math.max(0, mean);
}
