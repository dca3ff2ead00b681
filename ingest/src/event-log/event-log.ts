/**
 * The event log: what an acknowledgement stands on. When `append` resolves, the rows outlive a crash.
 *
 * Adapters: `group-commit.ts` puts rows straight into the warehouse of the same process. (A broker is
 * another file here.)
 */
export interface EventLog {
  /**
   * Makes every row and every dead letter of one request durable.
   *
   * @throws {EventLogUnavailableError} when that can't be had now; nothing of it may be acknowledged
   */
  append(records: LogRecords): Promise<void>;
  /** Why nothing can be appended now, or undefined when it can. */
  unavailable(): string | undefined;
  /** Stops taking records, finishes those it took, and lets go of what it holds. */
  close(): Promise<void>;
}

/** One request's share: lines are JSON arrays in the column order of `schemas`. */
export interface LogRecords {
  readonly events: readonly string[];
  readonly deadLetters: readonly string[];
}

/** The log can't take records now; the sender keeps them and comes back after the delay. */
export class EventLogUnavailableError extends Error {
  override readonly name = "EventLogUnavailableError";
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
