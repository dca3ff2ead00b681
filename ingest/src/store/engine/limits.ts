import { availableMemory } from "../../settings/machine.js";

/** What ClickHouse may use of the machine, and what its readers may use of that. */
export interface EngineLimits {
  /** All of ClickHouse, in bytes. */
  readonly memoryBytes: number;
  /** All questions of one reader (the analysts together, or the dashboard) at once, in bytes. */
  readonly readerBytes: number;
  /** One question, in bytes. */
  readonly questionBytes: number;
  /** What the questions of one reader may put on the disk beside their memory, in bytes. */
  readonly temporaryBytes: number;
  /** Time of one question of an analyst who asks for no other, and the most that can be asked for, in seconds. */
  readonly seconds: number;
  readonly maxSeconds: number;
  /** Questions of one reader at once. */
  readonly questions: number;
  /** Bytes of one answer, before they are written in its format. */
  readonly resultBytes: number;
}

const GIB = 1024 ** 3;

/**
 * Shares the memory that this process may use: 70% to ClickHouse, of which the readers never get more than 50 points
 * together, so that a fifth of the machine stays for inserts and merges whatever is asked.
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
