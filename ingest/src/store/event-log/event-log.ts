/**
 * The event log: what an acknowledgement stands on. When `append` resolves, the rows outlive a crash.
 *
 * Adapters: `group-commit.ts` puts rows straight into the warehouse of the same process, `kafka.ts` into a
 * broker's topics.
 */
export interface EventLog {
  /**
   * Makes every row and every dead letter of one request durable.
   *
   * @throws {EventLogUnavailableError} when that can't be had now; nothing of it may be acknowledged
   */
  append(records: LogRecords): Promise<void>;
  /** Why nothing can be appended now, or undefined when it can: what an append would be refused with. */
  unavailable(): EventLogUnavailableError | undefined;
  /** Text that waits to be made durable, in characters. */
  pending(): number;
  /** Stops taking records, finishes those it took, and lets go of what it holds. */
  close(): Promise<void>;
}

/** One request's share: lines are JSON arrays in the order of their kind's columns. */
export interface LogRecords {
  readonly events: readonly string[];
  /** Whose each event is, in the order of `events`: a log of several partitions keeps one person's in order. */
  readonly people: readonly string[];
  readonly deadLetters: readonly string[];
  /** Whose share of the log's room they take: the write key that sent them. */
  readonly owner?: string;
}

/** What a group of records that went together came to. */
export interface GroupObservation {
  readonly records: number;
  readonly deadLetters: number;
  readonly seconds: number;
  readonly failed: boolean;
}

/** The log can't take records now; the sender keeps them and comes back after the delay. */
export class EventLogUnavailableError extends Error {
  override readonly name: string = "EventLogUnavailableError";
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The log could take records, but has no room for these now. */
export class EventLogFullError extends EventLogUnavailableError {
  override readonly name = "EventLogFullError";
}
