/**
 * The broker: what the distributed mode keeps its records in between collector and loader.
 *
 * `kafkajs/` is the one adapter. Nothing outside that folder knows the client library, so that another one
 * can take its place.
 */
export interface Broker {
  /**
   * Connects, and makes the topics or checks those that are there.
   *
   * @throws {BrokerError} with a sentence that says what to do
   */
  prepare(): Promise<void>;
  /**
   * Asks whether messages could be stored now: every partition led, and with as many replicas in sync as it wants.
   *
   * @throws {BrokerError} why not
   */
  probe(): Promise<void>;
  /**
   * Stores rows on every replica in sync. Rows of one key keep their order. Those that go to one partition with the
   * same headers travel as one message, a row a line: a message costs its writer and its reader more than a row.
   *
   * @throws {BrokerError} some of them may not be stored, others may be
   */
  send(rows: readonly LogRow[]): Promise<void>;
  /** Reads as one member of a group; each partition is read by one member at a time. */
  read(group: string, taker: RecordTaker): LogReader;
  close(): Promise<void>;
}

/** The two kinds of records, each in a topic of its own. */
export const TOPIC_KINDS = ["events", "deadLetters"] as const;
export type TopicKind = (typeof TOPIC_KINDS)[number];

/** A row on its way into the log. */
export interface LogRow {
  readonly kind: TopicKind;
  /** Rows of one key stand in one partition, in the order of sending; null spreads them. */
  readonly key: string | null;
  /** JSON, without a line break. */
  readonly row: string;
  /** Of the message that it travels in; one object for all rows that may travel together. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A place in the log: the next message of a partition that is to be read, or that has been stored before. */
export interface Position {
  readonly kind: TopicKind;
  readonly partition: number;
  /** Kafka's offset; below 2^53, so that a number holds it. */
  readonly offset: number;
}

/** A message as it is read. */
export interface LogRecord {
  readonly offset: number;
  /** Epoch milliseconds at which it was sent. */
  readonly sentAt: number;
  /** Its rows, one a line. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
}

/** Records of one partition, in the order of their offsets. */
export interface RecordRun {
  readonly kind: TopicKind;
  readonly partition: number;
  /** Offset from which on nothing is missing that still exists. */
  readonly from: number;
  /** At least one. */
  readonly records: readonly LogRecord[];
  /** Offset behind the partition's last message: how far there is to go. */
  readonly end: number;
}

/** Takes what a reader reads. None of these calls may throw. */
export interface RecordTaker {
  /** The reader has new partitions, from these positions on; whatever was taken and not committed comes again. */
  assigned(positions: readonly Position[]): void;
  /** A promise when nothing more can be taken now; it resolves when something can. */
  room(): Promise<void> | undefined;
  /** Takes records of one partition. */
  take(run: RecordRun): void;
  /** Messages were deleted by their age before they were read; the partition goes on from this position. */
  expired(goesOnFrom: Position, count: number): void;
}

export interface LogReader {
  /** Why it reads nothing now, or undefined when it does. */
  unavailable(): string | undefined;
  /**
   * Remembers for the whole group where to go on after a restart.
   *
   * @throws {BrokerError} when it could not be remembered; the messages come again
   */
  commit(positions: readonly Position[]): Promise<void>;
  /** Leaves the group, so that others take over at once. */
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

/** What went wrong at the broker, with a sentence that says what to do. */
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
