import type { Warehouse } from "../warehouse/warehouse.js";
import {
  type EventLog,
  EventLogFullError,
  EventLogUnavailableError,
  type GroupObservation,
  type LogRecords,
} from "./event-log.js";
import { storeGroup, type TableTargets } from "./store-group.js";

export interface GroupCommitOptions {
  /** Rows of one insert. More rows cost less each, and make fewer parts for the engine to merge. */
  readonly maxGroupRows?: number;
  /** How long the first request of a group waits for others, in milliseconds. */
  readonly lingerMs?: number;
  /**
   * Least time from one insert's start to the next one's, in milliseconds, unless a group is full. An insert
   * costs about 25 ms of a core however few its rows are, merging its part later included: at half of this time a busy
   * machine works a seventh more, and answers later for it.
   */
  readonly intervalMs?: number;
  /** Inserts under way at once: while one waits for the disk, the next one is parsed. */
  readonly maxInserts?: number;
  /** Text that may wait here, in characters; beyond it requests are refused until some is stored. */
  readonly maxPendingChars?: number;
  readonly observe?: (observation: GroupObservation) => void;
}

/** The event log of the embedded mode. */
export interface GroupCommit extends EventLog {
  /** Resolves when all that was appended before is stored or refused. */
  settled(): Promise<void>;
}

interface Group {
  readonly events: string[];
  readonly deadLetters: string[];
  readonly waiting: { resolve(): void; reject(error: unknown): void }[];
  chars: number;
  readonly startedAt: number;
}

/** When the engine refuses, clients come back after this many seconds; a full disk takes a while to mend. */
const RETRY_AFTER_SECONDS = 5;
const CLOSED = "The event log is closed.";
const FULL = "Too many events wait to be stored.";

/**
 * The event log of the embedded mode: requests that arrive together share one fsynced insert, so that the
 * price of durability is paid once a group and not once a request.
 */
export function groupCommit(
  warehouse: Warehouse,
  targets: TableTargets,
  options: GroupCommitOptions = {},
): GroupCommit {
  const {
    maxGroupRows = 10_000,
    lingerMs = 10,
    intervalMs = 200,
    maxInserts = 2,
    maxPendingChars = 128 * 1024 * 1024,
    observe = () => {},
  } = options;
  const underWay = new Set<Group>();
  let forming = newGroup();
  let pendingChars = 0;
  let inserts = 0;
  let lastInsertAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const drained: (() => void)[] = [];

  function flushSoon(): void {
    if (inserts >= maxInserts || forming.waiting.length === 0) return;
    const now = performance.now();
    const wait = Math.max(forming.startedAt + lingerMs, lastInsertAt + intervalMs) - now;
    if (closed || wait <= 0 || forming.events.length >= maxGroupRows) void flush();
    else timer ??= setTimeout(flushAfterLinger, wait);
  }

  function flushAfterLinger(): void {
    timer = undefined;
    flushSoon();
  }

  async function flush(): Promise<void> {
    const group = forming;
    forming = newGroup();
    inserts += 1;
    underWay.add(group);
    const insertStartedAt = performance.now();
    lastInsertAt = insertStartedAt;
    let failed = false;
    try {
      await storeGroup(warehouse, targets, group.events, group.deadLetters);
      for (const request of group.waiting) request.resolve();
    } catch (error) {
      failed = true;
      const reason = new EventLogUnavailableError(
        `The warehouse refused an insert: ${(error as Error).message}`,
        RETRY_AFTER_SECONDS,
        { cause: error },
      );
      for (const request of group.waiting) request.reject(reason);
    } finally {
      observe({
        records: group.events.length + group.deadLetters.length,
        deadLetters: group.deadLetters.length,
        seconds: (performance.now() - insertStartedAt) / 1000,
        failed,
      });
      inserts -= 1;
      underWay.delete(group);
      pendingChars -= group.chars;
      if (inserts === 0 && forming.waiting.length === 0) for (const resolve of drained.splice(0)) resolve();
      flushSoon();
    }
  }

  return {
    append(records: LogRecords) {
      if (closed) return Promise.reject(new EventLogUnavailableError(CLOSED, 1));
      const chars = size(records);
      // Where nothing waits anything is taken: what is refused for its size alone would come again for ever.
      if (pendingChars > 0 && pendingChars + chars > maxPendingChars) {
        return Promise.reject(new EventLogFullError(FULL, 1));
      }
      pendingChars += chars;
      if (forming.waiting.length === 0) forming = newGroup();
      const group = forming;
      group.chars += chars;
      for (const row of records.events) group.events.push(row);
      for (const row of records.deadLetters) group.deadLetters.push(row);
      const stored = new Promise<void>((resolve, reject) => group.waiting.push({ resolve, reject }));
      flushSoon();
      return stored;
    },
    unavailable() {
      if (closed) return new EventLogUnavailableError(CLOSED, 1);
      return pendingChars >= maxPendingChars ? new EventLogFullError(FULL, 1) : undefined;
    },
    pending: () => pendingChars,
    async settled() {
      const groups = forming.waiting.length > 0 ? [...underWay, forming] : [...underWay];
      await Promise.all(
        groups.map(
          ({ waiting }) => new Promise<void>((resolve) => waiting.push({ resolve, reject: () => resolve() })),
        ),
      );
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      if (inserts === 0 && forming.waiting.length === 0) return;
      const done = new Promise<void>((resolve) => drained.push(resolve));
      flushSoon();
      await done;
    },
  };
}

function newGroup(): Group {
  return { events: [], deadLetters: [], waiting: [], chars: 0, startedAt: performance.now() };
}

function size({ events, deadLetters }: LogRecords): number {
  let chars = 0;
  for (const row of events) chars += row.length;
  for (const row of deadLetters) chars += row.length;
  return chars;
}
