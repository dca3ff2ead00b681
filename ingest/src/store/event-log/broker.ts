/**
 * The broker stores records between collector and loader in the distributed mode.
 *
 * `kafkajs/` is the only adapter. Nothing outside that folder knows the client library, so that it can be replaced.
 */
export interface Broker {
  /**
   * Connects, creates missing topics, and checks existing ones.
   *
   * @throws {BrokerError} with a sentence that says what to do
   */
  prepare(): Promise<void>;
  /**
   * Checks whether messages can be stored now: every partition has a leader and enough replicas in sync.
   *
   * @throws {BrokerError} when they cannot
   */
  probe(): Promise<void>;
  /**
   * Stores rows on every replica in sync. Rows of one key keep their order. Rows for one partition with the same
   * headers become one message, one row per line, because a message costs its writer and reader more than a row.
   *
   * @throws {BrokerError} then some rows may be stored and others not
   */
  send(rows: readonly LogRow[]): Promise<void>;
  /** Reads as a member of a consumer group; each partition has one reader at a time. */
  read(group: string, taker: RecordTaker): LogReader;
  close(): Promise<void>;
}

/** The two kinds of records, each in a topic of its own. */
export const TOPIC_KINDS = ["events", "deadLetters"] as const;
export type TopicKind = (typeof TOPIC_KINDS)[number];

/** A row to store in the log. */
export interface LogRow {
  readonly kind: TopicKind;
  /** Rows of one key go to one partition, in the order of sending; null distributes them. */
  readonly key: string | null;
  /** JSON, without a line break. */
  readonly row: string;
  /** Headers of its message; the same object for all rows that may share a message. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A position in the log: the next message of a partition to read. */
export interface Position {
  readonly kind: TopicKind;
  readonly partition: number;
  /** Kafka's offset; always below 2^53, so a number is exact. */
  readonly offset: number;
}

/** A message that was read. */
export interface LogRecord {
  readonly offset: number;
  /** Epoch milliseconds at which it was sent. */
  readonly sentAt: number;
  /** Its rows, one per line. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
}

/** Records of one partition, in the order of their offsets. */
export interface RecordRun {
  readonly kind: TopicKind;
  readonly partition: number;
  /** First offset of the gapless run; earlier ones no longer exist or were read before. */
  readonly from: number;
  /** At least one. */
  readonly records: readonly LogRecord[];
  /** Offset after the partition's last message, for the lag. */
  readonly end: number;
}

/** Receives what a reader reads. None of these calls may throw. */
export interface RecordTaker {
  /** The reader has new partitions, from these positions on. Uncommitted messages are read again. */
  assigned(positions: readonly Position[]): void;
  /** A promise while there is no room; it resolves when there is. */
  room(): Promise<void> | undefined;
  /** Takes records of one partition. */
  take(run: RecordRun): void;
  /** Messages expired before they were read; the partition continues from this position. */
  expired(goesOnFrom: Position, count: number): void;
}

export interface LogReader {
  /** Why it is not reading, or undefined. */
  unavailable(): string | undefined;
  /**
   * Saves for the whole group where to continue after a restart.
   *
   * @throws {BrokerError} when it could not be saved; then the messages are read again
   */
  commit(positions: readonly Position[]): Promise<void>;
  /** Leaves the group, so that other members take over at once. */
  close(): Promise<void>;
}

export type BrokerErrorCode =
  | "unreachable"
  | "authentication_failed"
  | "not_authorized"
  | "missing_topic"
  | "unfit_topic"
  | "too_few_brokers"
  | "too_few_replicas"
  | "too_large"
  | "failed";

/** An error of the broker, with a sentence that says what to do. */
export class BrokerError extends Error {
  override readonly name = "BrokerError";
  constructor(
    readonly code: BrokerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
