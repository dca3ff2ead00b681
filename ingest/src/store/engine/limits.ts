import { availableMemory } from "../../settings/machine.js";

/** Resource limits of ClickHouse, and of its readers. */
export interface EngineLimits {
  /** Memory of ClickHouse, in bytes. */
  readonly memoryBytes: number;
  /** Memory of all concurrent queries of one reader (all analysts, or the dashboard), in bytes. */
  readonly readerBytes: number;
  /** Memory of one query, in bytes. */
  readonly questionBytes: number;
  /** Temporary disk space of one reader's queries, in bytes. */
  readonly temporaryBytes: number;
  /** Default and largest time limit of an analyst's query, in seconds. */
  readonly seconds: number;
  readonly maxSeconds: number;
  /** Concurrent queries of one reader. */
  readonly questions: number;
  /** Bytes of one result, before formatting. */
  readonly resultBytes: number;
}

const GIB = 1024 ** 3;

/**
 * Divides the memory of this process: 70% for ClickHouse, of which all readers together get at most 50 points, so
 * that a fifth of the machine is left for inserts and merges whatever the queries.
 *
 * @param memory bytes that the machine, or this process's control group, has
 */
export function limitsOf(memory: number = availableMemory()): EngineLimits {
  const readerBytes = Math.round(memory * 0.25);
  return {
    memoryBytes: Math.round(memory * 0.7),
    readerBytes,
    questionBytes: Math.min(readerBytes, 4 * GIB),
    temporaryBytes: 8 * GIB,
    seconds: 60,
    maxSeconds: 600,
    questions: 20,
    resultBytes: 64 * GIB,
  };
}
