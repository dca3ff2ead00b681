import { type Broker, BrokerError, type LogRow } from "./broker.js";
import { circuit } from "./circuit.js";
import {
  type EventLog,
  EventLogFullError,
  EventLogUnavailableError,
  type GroupObservation,
  type LogRecords,
} from "./event-log.js";
import { messageHeaders } from "./log-message.js";
import { sendFitting } from "./send-fitting.js";

export interface KafkaLogOptions {
  /** Columns of the rows of either kind, in their order. */
  readonly columns: { readonly events: readonly string[]; readonly deadLetters: readonly string[] };
  /** Turns an event that the broker finds too large into a row of the dead letters. */
  readonly toDeadLetter: (row: string, reason: string) => string;
  /** How long the first request of a group waits for others, in milliseconds. */
  readonly lingerMs?: number;
  /**
   * Least time from one send's start to the next one's, in milliseconds, unless a group is full. A send costs as much
   * as a hundred rows however few its rows are, since each partition's are packed for themselves.
   */
  readonly intervalMs?: number;
  /** Text of a group, in characters; a group that has so much is sent at once. */
  readonly maxGroupChars?: number;
  readonly maxGroupRows?: number;
  /** Groups under way at once: while one is slow to be acknowledged, the next ones go. */
  readonly maxSends?: number;
  /** How long a request may wait for its acknowledgement, in milliseconds; then it is answered 503. */
  readonly deadlineMs?: number;
  /** Text that may wait here, in characters; beyond it requests are refused until some is acknowledged. */
  readonly maxPendingChars?: number;
  readonly observe?: (observation: GroupObservation) => void;
  /** Told why events are refused from now on, or undefined when they are taken again. */
  readonly changed?: (reason: string | undefined) => void;
}

interface Group {
  readonly rows: LogRow[];
  readonly waiting: { resolve(): void; reject(error: unknown): void }[];
  chars: number;
  readonly startedAt: number;
  deadline: NodeJS.Timeout | undefined;
}

const RETRY_AFTER_SECONDS = 5;
const CLOSED = "The event log is closed.";
const FULL = "Too many events wait for Kafka.";
/** What waits goes in a moment; a log that closes has another one beside it. */
const SOON_SECONDS = 1;

/**
 * The event log of the distributed mode. Requests that arrive together travel together; each is acknowledged
 * when all replicas in sync have all of it.
 *
 * While the broker is slow or gone nobody waits longer than the deadline: what waits is refused, and so is
 * whatever comes, until the broker answers again.
 */
export function kafkaLog(broker: Pick<Broker, "send" | "probe">, options: KafkaLogOptions): EventLog {
  const {
    columns,
    toDeadLetter,
    lingerMs = 5,
    intervalMs = 20,
    maxGroupChars = 4 * 1024 * 1024,
    maxGroupRows = 8_000,
    maxSends = 4,
    deadlineMs = 10_000,
    maxPendingChars = 128 * 1024 * 1024,
    observe = () => {},
    changed,
  } = options;
  const eventHeaders = messageHeaders(columns.events);
  const letterHeaders = messageHeaders(columns.deadLetters);
  const letter = (row: string): LogRow => ({ kind: "deadLetters", key: null, row, headers: letterHeaders });
  const breaker = circuit(() => broker.probe(), changed);
  let forming = newGroup();
  let pendingChars = 0;
  let sends = 0;
  let lastSendAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const drained: (() => void)[] = [];

  function sendSoon(): void {
    if (sends >= maxSends || forming.waiting.length === 0) return;
    const wait = Math.max(forming.startedAt + lingerMs, lastSendAt + intervalMs) - performance.now();
    const full = forming.chars >= maxGroupChars || forming.rows.length >= maxGroupRows;
    if (closed || full || wait <= 0) void send();
    else timer ??= setTimeout(sendAfterLinger, wait);
  }

  function sendAfterLinger(): void {
    timer = undefined;
    sendSoon();
  }

  async function send(): Promise<void> {
    const group = forming;
    forming = newGroup();
    sends += 1;
    const startedAt = performance.now();
    lastSendAt = startedAt;
    let failed = false;
    try {
      await sendFitting(broker, group.rows, ({ kind, row }, reason) =>
        kind === "events" ? letter(toDeadLetter(row, reason)) : undefined,
      );
      for (const request of group.waiting) request.resolve();
    } catch (error) {
      failed = true;
      fail(group, error instanceof BrokerError ? error.message : String(error), error);
    } finally {
      clearTimeout(group.deadline);
      sends -= 1;
      observe({
        records: group.rows.length,
        deadLetters: group.rows.filter(({ kind }) => kind === "deadLetters").length,
        seconds: (performance.now() - startedAt) / 1000,
        failed,
      });
      forget(group);
      sendSoon();
    }
  }

  /** Nothing of this group may be acknowledged, and until the broker answers nothing else is tried. */
  function fail(group: Group, reason: string, cause?: unknown): void {
    reject(group, reason, cause);
    breaker.open(reason);
    const waiting = forming;
    forming = newGroup();
    clearTimeout(waiting.deadline);
    reject(waiting, reason, cause);
    forget(waiting);
  }

  function forget(group: Group): void {
    pendingChars -= group.chars;
    group.chars = 0;
    if (sends === 0 && forming.waiting.length === 0) for (const resolve of drained.splice(0)) resolve();
  }

  function begin(): Group {
    const group = newGroup();
    group.deadline = setTimeout(() => {
      const reason = `Kafka has not acknowledged within ${deadlineMs / 1000} s.`;
      if (group === forming) {
        forming = newGroup();
        fail(group, reason);
        forget(group);
      } else fail(group, reason);
    }, deadlineMs);
    return group;
  }

  function unavailable(moreChars = 1): EventLogUnavailableError | undefined {
    if (closed) return new EventLogUnavailableError(CLOSED, SOON_SECONDS);
    const reason = breaker.reason();
    if (reason !== undefined) return new EventLogUnavailableError(reason, RETRY_AFTER_SECONDS);
    // Where nothing waits anything is taken: what is refused for its size alone would come again for ever.
    const isFull = pendingChars > 0 && pendingChars + moreChars > maxPendingChars;
    return isFull ? new EventLogFullError(FULL, SOON_SECONDS) : undefined;
  }

  return {
    append({ events, people, deadLetters }: LogRecords) {
      const chars = size(events) + size(deadLetters);
      const refused = unavailable(chars);
      if (refused) return Promise.reject(refused);
      pendingChars += chars;
      if (forming.waiting.length === 0) forming = begin();
      const group = forming;
      group.chars += chars;
      for (const [index, row] of events.entries())
        group.rows.push({ kind: "events", key: people[index] ?? "", row, headers: eventHeaders });
      for (const row of deadLetters) group.rows.push(letter(row));
      const stored = new Promise<void>((resolve, rejectRequest) =>
        group.waiting.push({ resolve, reject: rejectRequest }),
      );
      sendSoon();
      return stored;
    },
    unavailable: () => unavailable(),
    pending: () => pendingChars,
    async close() {
      closed = true;
      clearTimeout(timer);
      breaker.close();
      if (sends === 0 && forming.waiting.length === 0) return;
      const done = new Promise<void>((resolve) => drained.push(resolve));
      sendSoon();
      await done;
    },
  };
}

function reject(group: Group, reason: string, cause?: unknown): void {
  for (const request of group.waiting)
    request.reject(new EventLogUnavailableError(reason, RETRY_AFTER_SECONDS, { cause }));
}

function newGroup(): Group {
  return { rows: [], waiting: [], chars: 0, startedAt: performance.now(), deadline: undefined };
}

function size(rows: readonly string[]): number {
  let chars = 0;
  for (const row of rows) chars += row.length;
  return chars;
}
