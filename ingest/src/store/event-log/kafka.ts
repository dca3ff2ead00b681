import { type BatcherOptions, batcher, OverdueError } from "./batcher.js";
import { type Broker, BrokerError, type LogRow } from "./broker.js";
import { circuit } from "./circuit.js";
import { type EventLog, EventLogUnavailableError } from "./event-log.js";
import { messageHeaders } from "./log-message.js";
import { sendFitting } from "./send-fitting.js";

export interface KafkaLogOptions extends Partial<BatcherOptions> {
  /** Columns of the rows by kind, in their order. */
  readonly columns: { readonly events: readonly string[]; readonly deadLetters: readonly string[] };
  /** Turns an event that is too large for the broker into a dead letter row. */
  readonly toDeadLetter: (row: string, reason: string) => string;
  /** Called with the reason when events start being refused, and with undefined when they are accepted again. */
  readonly changed?: (reason: string | undefined) => void;
}

const RETRY_AFTER_SECONDS = 5;

const DEFAULTS = {
  lingerMs: 5,
  // The fixed cost of a send equals about a hundred rows, because each partition's rows are compressed separately.
  intervalMs: 20,
  maxGroupChars: 4 * 1024 * 1024,
  maxGroupRows: 8_000,
  // Later sends do not wait for a slow acknowledgement.
  maxUnderWay: 4,
  deadlineMs: 10_000,
  maxPendingChars: 128 * 1024 * 1024,
} satisfies BatcherOptions;

/**
 * The event log of the distributed mode. Requests that arrive together are sent together; each is acknowledged when
 * all replicas in sync have all its rows.
 *
 * While the broker is slow or down, no request waits longer than the deadline: waiting requests are refused, and new
 * ones too, until the broker answers again.
 */
export function kafkaLog(
  broker: Pick<Broker, "send" | "probe">,
  { columns, toDeadLetter, changed, ...options }: KafkaLogOptions,
): EventLog {
  const eventHeaders = messageHeaders(columns.events);
  const letterHeaders = messageHeaders(columns.deadLetters);
  const letter = (row: string): LogRow => ({ kind: "deadLetters", key: null, row, headers: letterHeaders });
  const breaker = circuit(() => broker.probe(), changed);
  const batches = batcher(
    {
      newContent: (): LogRow[] => [],
      put(rows, { events, people, deadLetters }) {
        for (const [index, row] of events.entries())
          rows.push({ kind: "events", key: people[index] ?? "", row, headers: eventHeaders });
        for (const row of deadLetters) rows.push(letter(row));
      },
      store: (rows) =>
        sendFitting(broker, rows, ({ kind, row }, reason) =>
          kind === "events" ? letter(toDeadLetter(row, reason)) : undefined,
        ),
      refusal: (error) =>
        new EventLogUnavailableError(reasonOf(error), RETRY_AFTER_SECONDS, { cause: error }),
      // no other send is tried until the broker answers
      refused(refusal) {
        breaker.open(refusal.message);
        batches.refuseForming(refusal);
      },
      full: "Too many events wait for Kafka.",
    },
    { ...DEFAULTS, ...options },
  );

  function broken(): EventLogUnavailableError | undefined {
    const reason = breaker.reason();
    return reason === undefined ? undefined : new EventLogUnavailableError(reason, RETRY_AFTER_SECONDS);
  }

  return {
    async append(records) {
      const refusal = broken();
      if (refusal) throw refusal;
      return batches.append(records);
    },
    unavailable: () => broken() ?? batches.unavailable(),
    pending: batches.pending,
    async close() {
      const closed = batches.close();
      breaker.close();
      await closed;
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof OverdueError) return `Kafka has not acknowledged within ${error.seconds} s.`;
  return error instanceof BrokerError ? error.message : String(error);
}
