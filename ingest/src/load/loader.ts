import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { DEAD_LETTER_COLUMNS } from "../event/validate/dead-letter-row.js";
import type { Broker, LogReader, Position, RecordRun, RecordTaker } from "../store/event-log/broker.js";
import { addRows, type Batch, isFull, newBatch } from "./batch.js";
import { type LagCounter, lagCounter } from "./lag.js";
import { unreadableLetter } from "./letters.js";
import { assign, committable, cover, NOTHING_ASSIGNED, skipTo } from "./offsets.js";
import { messageReader } from "./read-message.js";
import { type StoreParts, storeBatch } from "./store-batch.js";

export interface LoaderOptions {
  readonly group: string;
  /** Most rows of a batch. In larger inserts each row costs less. */
  readonly maxRows: number;
  /** Most characters of a batch. */
  readonly maxChars: number;
  /** How long the first message of a batch waits for more, in milliseconds. */
  readonly maxWaitMs: number;
  /** How long close() waits for read messages to be stored, in milliseconds; the rest is read again after a restart. */
  readonly stopLimitMs?: number;
}

export interface LoaderParts extends StoreParts {
  readonly broker: Broker;
  readonly logger: Logger;
  /** Called for errors that retrying cannot fix; the process should exit with this error. */
  readonly onFatal: (error: Error) => void;
  readonly observe?: Partial<LoaderObserver>;
}

/** Receives what happens, for the metrics. */
export interface LoaderObserver {
  stored(batch: {
    messages: number;
    rows: number;
    seconds: number;
    delaySeconds: number;
    deadLetters: number;
  }): void;
  failed(): void;
  expired(messages: number): void;
}

export interface Loader {
  /** Why nothing is being loaded, or undefined. */
  unavailable(): string | undefined;
  /** Unstored messages of this loader's partitions. */
  lag(): ReturnType<LagCounter["lag"]>;
  /** Stores and commits what was read, then leaves the group. */
  close(): Promise<void>;
}

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 5_000;
const STOP_LIMIT_MS = 20_000;

/** Reads the event log as a member of a consumer group and stores it in the warehouse in batches. */
export function startLoader(parts: LoaderParts, options: LoaderOptions): Loader {
  const { broker, logger, onFatal, observe = {} } = parts;
  const limits = { rows: options.maxRows, chars: options.maxChars };
  const read = messageReader();
  const counter = lagCounter();
  const letterColumns = DEAD_LETTER_COLUMNS.join(",");
  let offsets = NOTHING_ASSIGNED;
  let forming = newBatch(offsets);
  let storing: Promise<void> | undefined;
  let trouble: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closing = false;
  const giveUp = new AbortController();
  const roomMade: (() => void)[] = [];

  function takeForming(): Batch {
    clearTimeout(timer);
    timer = undefined;
    const batch = forming;
    forming = newBatch(offsets);
    for (const resolve of roomMade.splice(0)) resolve();
    return batch;
  }

  function storeSoon(): void {
    if (storing || forming.messages === 0) return;
    if (isFull(forming, limits) || closing) storing = store(takeForming());
    else timer ??= setTimeout(storeNow, options.maxWaitMs);
  }

  function storeNow(): void {
    timer = undefined;
    if (!storing && forming.messages > 0) storing = store(takeForming());
  }

  async function store(batch: Batch): Promise<void> {
    const stored = await untilStored(batch);
    if (stored) await remember(committable(offsets, batch.coverage));
    storing = undefined;
    // The next batch filled while this one was stored, and may be due.
    if (forming.messages > 0 && Date.now() - forming.startedAt >= options.maxWaitMs) storeNow();
    else storeSoon();
  }

  /** False when the batch was abandoned: its messages are read again, by this loader or another. */
  async function untilStored(batch: Batch): Promise<boolean> {
    for (let pauseMs = FIRST_BACKOFF_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_BACKOFF_MS)) {
      const startedAt = performance.now();
      try {
        const deadLetters = await storeBatch(parts, batch);
        observe.stored?.({
          messages: batch.messages,
          rows: batch.rows,
          seconds: (performance.now() - startedAt) / 1000,
          delaySeconds: Math.max(0, Date.now() - batch.oldestSentAt) / 1000,
          deadLetters,
        });
        logger.debug({ rows: batch.rows, deadLetters }, "Stored a batch");
        if (trouble !== undefined) logger.info("Storing batches works again");
        trouble = undefined;
        return true;
      } catch (error) {
        observe.failed?.();
        trouble = (error as Error).message;
        logger.warn({ err: error, rows: batch.rows, pauseMs }, "Could not store a batch; retrying");
      }
      const pause = pauseMs * (0.75 + Math.random() / 2);
      await sleep(pause, undefined, { signal: giveUp.signal }).catch(() => {});
      if (giveUp.signal.aborted || batch.coverage.assignment !== offsets.assignment) return false;
    }
  }

  async function remember(positions: readonly Position[]): Promise<void> {
    if (positions.length === 0) return;
    try {
      await reader.commit(positions);
      counter.stored(positions);
    } catch (error) {
      // The next commit includes this offset, or the messages are read again.
      logger.info({ err: error }, "Could not commit an offset");
    }
  }

  const taker: RecordTaker = {
    assigned(positions) {
      offsets = assign(offsets, positions);
      counter.assigned(positions);
      takeForming();
    },
    room() {
      if (closing) return new Promise((resolve) => roomMade.push(resolve));
      return isFull(forming, limits) ? new Promise((resolve) => roomMade.push(resolve)) : undefined;
    },
    take(run) {
      const { kind, partition, from, records, end } = run;
      const covered = cover(offsets, forming.coverage, {
        kind,
        partition,
        from,
        last: records.at(-1)!.offset,
      });
      if (covered === undefined) return;
      try {
        for (const record of records) if (record.offset >= covered.takeFrom) takeRecord(run, record);
      } catch (error) {
        onFatal(error as Error);
        return;
      }
      offsets = covered.offsets;
      forming.coverage = covered.coverage;
      counter.seen(kind, partition, end);
      storeSoon();
    },
    expired(goesOnFrom, count) {
      offsets = skipTo(offsets, goesOnFrom);
      observe.expired?.(count);
      logger.error(
        { ...goesOnFrom, messages: count },
        "Messages expired before they were loaded. Keep them longer (retention.ms), or load faster",
      );
    },
  };

  function takeRecord(run: RecordRun, record: RecordRun["records"][number]): void {
    if (forming.messages === 0) forming.startedAt = Date.now();
    forming.messages += 1;
    forming.oldestSentAt = Math.min(forming.oldestSentAt, record.sentAt);
    const { value, sentAt } = record;
    const place = `${run.kind}/${run.partition}/${record.offset}`;
    const message = read(record);
    if (typeof message === "string") {
      addLetter(run, unreadableLetter(place, sentAt, value, message));
      return;
    }
    if (message.count > 0) addRows(forming, run, message.columns, message.rows, message.count);
    for (const { line, text, reason } of message.unfit)
      addLetter(run, unreadableLetter(`${place}/${line}`, sentAt, text, reason));
  }

  function addLetter(run: RecordRun, letter: string): void {
    if (run.kind === "deadLetters") {
      addRows(forming, run, letterColumns, letter, 1);
      return;
    }
    forming.letters.push(letter);
    forming.rows += 1;
  }

  const reader: LogReader = broker.read(options.group, taker);
  return {
    unavailable: () => trouble ?? reader.unavailable(),
    lag: () => counter.lag(),
    async close() {
      closing = true;
      const limit = setTimeout(() => giveUp.abort(), options.stopLimitMs ?? STOP_LIMIT_MS);
      storeSoon();
      // an insert may hang; the next loader reads its messages again
      const givenUp = new Promise<void>((resolve) =>
        giveUp.signal.addEventListener("abort", () => resolve()),
      );
      while (storing && !giveUp.signal.aborted) await Promise.race([storing, givenUp]);
      clearTimeout(limit);
      giveUp.abort();
      clearTimeout(timer);
      for (const resolve of roomMade.splice(0)) resolve();
      await reader.close();
    },
  };
}
