import { getHeapStatistics } from "node:v8";
import underPressure from "@fastify/under-pressure";
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

/** Refuses requests before their bodies are read while the process has no time or no memory for them. */
export async function shedLoad(
  app: FastifyInstance,
  {
    maxLoopDelayMs = 3_000,
    sampleMs = 5_000,
    maxHeapBytes = MAX_HEAP_SHARE * getHeapStatistics().heap_size_limit,
  }: LoadLimits = {},
): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: maxLoopDelayMs,
    maxHeapUsedBytes: maxHeapBytes,
    sampleInterval: sampleMs,
    pressureHandler: (_request, _reply, type, value) => {
      const cause = new Error(`${type} is at ${Math.round(value ?? 0)}`);
      throw new RequestError("overloaded", RETRY_AFTER_SECONDS, { cause });
    },
  });
}
