import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { FastifyInstance } from "fastify";
import { RequestError } from "../errors.js";

export interface LoadLimits {
  /** Largest mean event loop delay of a sample, in milliseconds; above it answers come too late. */
  readonly maxLoopDelayMs?: number;
  /** Largest heap use, in bytes; above it the process spends its time in garbage collection. */
  readonly maxHeapBytes?: number;
  /** Length of a sample, in milliseconds; long enough to ignore a short pause of the machine. */
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

/** How often the loop's delay is measured, in milliseconds. The measured delay includes it. */
const RESOLUTION_MS = 10;

/**
 * Refuses requests before reading their bodies while the process is short of CPU time or memory.
 *
 * `@fastify/under-pressure` does the same with `process.memoryUsage()`, which opens a file in /proc: when no
 * descriptor is left it throws in a timer and ends the process. The calls used here need no descriptor.
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
    pressure === undefined ? undefined : `The collector is short of CPU time or memory: ${pressure}.`,
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

/** Mean delay of the sample that ends now, in milliseconds; Infinity when the loop never ran in it. */
function meanDelay(delays: IntervalHistogram): number {
  const mean = delays.mean / 1e6 - RESOLUTION_MS;
  delays.reset();
  return Number.isNaN(mean) ? Number.POSITIVE_INFINITY : Math.max(0, mean);
}
