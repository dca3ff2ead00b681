import { getHeapStatistics } from "node:v8";
import underPressure from "@fastify/under-pressure";
import type { FastifyInstance } from "fastify";
import { RequestError } from "../errors.js";

export interface LoadLimits {
  /** How late the event loop may be on average over a second, in milliseconds; beyond it answers come too late. */
  readonly maxLoopDelayMs?: number;
  /** As much of the heap as may be used, in bytes; beyond it collecting garbage takes all the time there is. */
  readonly maxHeapBytes?: number;
}

const MAX_HEAP_SHARE = 0.85;

const RETRY_AFTER_SECONDS = 2;

/** Refuses requests before their bodies are read while the process has no time or no memory for them. */
export async function shedLoad(
  app: FastifyInstance,
  {
    maxLoopDelayMs = 500,
    maxHeapBytes = MAX_HEAP_SHARE * getHeapStatistics().heap_size_limit,
  }: LoadLimits = {},
): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: maxLoopDelayMs,
    maxHeapUsedBytes: maxHeapBytes,
    pressureHandler: () => {
      throw new RequestError("overloaded", RETRY_AFTER_SECONDS);
    },
  });
}
