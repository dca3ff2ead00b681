/**
 * The event log makes acknowledged events durable: when `append` resolves, the rows survive a crash.
 *
 * Adapters: `group-commit.ts` inserts rows directly into the warehouse of the installation, `kafka.ts` writes them to
 * a broker's topics.
 */
export interface EventLog {
  /**
   * Makes every row and every dead letter of one request durable.
   *
   * @throws {EventLogUnavailableError} when it is not possible now; then nothing may be acknowledged
   */
  append(records: LogRecords): Promise<void>;
  /** The error that an append would get now, or undefined when appends work. */
  unavailable(): EventLogUnavailableError | undefined;
  /** Characters that wait to become durable. */
  pending(): number;
  /** Refuses new records, finishes accepted ones, and releases its resources. */
  close(): Promise<void>;
}

/** One request's records. Lines are JSON arrays in the order of their kind's columns. */
export interface LogRecords {
  readonly events: readonly string[];
  /** The person of each event, in the order of `events`: a log with several partitions keeps each person's order. */
  readonly people: readonly string[];
  readonly deadLetters: readonly string[];
  /** The write key that sent them, whose share of the room they use. */
  readonly owner?: string;
}

/** The outcome of a group. */
export interface GroupObservation {
  readonly records: number;
  readonly deadLetters: number;
  readonly seconds: number;
  readonly failed: boolean;
}

/** The log cannot accept records now; the sender keeps them and retries after the delay. */
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

/** The log works, but has no room for these records now. */
export class EventLogFullError extends EventLogUnavailableError {
  override readonly name = "EventLogFullError";
}
