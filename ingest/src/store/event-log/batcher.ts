import {
  EventLogFullError,
  EventLogUnavailableError,
  type GroupObservation,
  type LogRecords,
} from "./event-log.js";

/** How requests are grouped. */
export interface BatcherOptions {
  /** How long the first request of a group waits for more, in milliseconds. */
  readonly lingerMs: number;
  /** Shortest time between the starts of two groups, in milliseconds; a full group does not wait. */
  readonly intervalMs: number;
  /** A group with this many rows is sent at once. */
  readonly maxGroupRows: number;
  /** A group with this many characters is sent at once. */
  readonly maxGroupChars?: number;
  /** Most concurrent groups. */
  readonly maxUnderWay: number;
  /** Most characters that may wait here; beyond it requests are refused until some are durable. */
  readonly maxPendingChars: number;
  /** Timeout for a request to become durable, in milliseconds; then it is refused. Default: none. */
  readonly deadlineMs?: number;
  readonly observe?: (observation: GroupObservation) => void;
}

/** Stores groups. */
export interface BatchTarget<Content> {
  newContent(): Content;
  put(content: Content, records: LogRecords): void;
  /** Resolves only after the whole group is durable. */
  store(content: Content): Promise<void>;
  /** The error for the requests of a group that failed or missed the deadline. */
  refusal(error: unknown): EventLogUnavailableError;
  /** Called when a group was refused. */
  refused?(refusal: EventLogUnavailableError): void;
  /** The error text while there is no room. */
  readonly full: string;
}

/** Groups requests that arrive together, so that the cost of durability is paid once per group. */
export interface Batcher {
  /** @throws {EventLogUnavailableError} when the records are not durable; nothing of them may be acknowledged */
  append(records: LogRecords): Promise<void>;
  /** The error that an append of this size would get now. */
  unavailable(chars?: number): EventLogUnavailableError | undefined;
  /** Refuses the requests whose group has not been sent yet. */
  refuseForming(refusal: EventLogUnavailableError): void;
  /** Characters that wait to become durable. */
  pending(): number;
  /** Resolves when all earlier appends are durable or refused. */
  settled(): Promise<void>;
  /** Refuses new appends, and resolves when none is waiting. */
  close(): Promise<void>;
}

/** A group was not durable within its deadline. */
export class OverdueError extends Error {
  override readonly name = "OverdueError";
  readonly seconds: number;
  constructor(deadlineMs: number) {
    super(`not durable within ${deadlineMs / 1000} s`);
    this.seconds = deadlineMs / 1000;
  }
}

interface Group<Content> {
  readonly content: Content;
  readonly waiting: { resolve(): void; reject(refusal: EventLogUnavailableError): void }[];
  readonly startedAt: number;
  records: number;
  deadLetters: number;
  chars: number;
  deadline?: NodeJS.Timeout;
}

const CLOSED = "The event log is closed.";
/** Retry soon: waiting groups are sent in a moment, and a closing log has another collector beside it. */
const SOON_SECONDS = 1;

/** Groups requests, stores each group once, and settles each of its requests. */
export function batcher<Content>(target: BatchTarget<Content>, options: BatcherOptions): Batcher {
  const { lingerMs, intervalMs, maxGroupRows, maxUnderWay, maxPendingChars, deadlineMs } = options;
  const { maxGroupChars = Number.POSITIVE_INFINITY, observe } = options;
  const underWay = new Set<Group<Content>>();
  let forming = newGroup();
  let pendingChars = 0;
  let lastStartedAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const drained: (() => void)[] = [];

  function newGroup(): Group<Content> {
    const content = target.newContent();
    return { content, waiting: [], startedAt: performance.now(), records: 0, deadLetters: 0, chars: 0 };
  }

  function begin(): Group<Content> {
    const group = newGroup();
    if (deadlineMs !== undefined) {
      group.deadline = setTimeout(() => refuse(group, new OverdueError(deadlineMs)), deadlineMs);
    }
    return group;
  }

  function storeSoon(): void {
    if (underWay.size >= maxUnderWay || forming.waiting.length === 0) return;
    const wait = Math.max(forming.startedAt + lingerMs, lastStartedAt + intervalMs) - performance.now();
    const isFull = forming.records >= maxGroupRows || forming.chars >= maxGroupChars;
    if (closed || isFull || wait <= 0) void storeForming();
    else timer ??= setTimeout(storeAfterWait, wait);
  }

  function storeAfterWait(): void {
    timer = undefined;
    storeSoon();
  }

  async function storeForming(): Promise<void> {
    const group = forming;
    forming = newGroup();
    underWay.add(group);
    const startedAt = performance.now();
    lastStartedAt = startedAt;
    let failed = false;
    try {
      await target.store(group.content);
      for (const request of group.waiting) request.resolve();
    } catch (error) {
      failed = true;
      refuse(group, error);
    } finally {
      clearTimeout(group.deadline);
      underWay.delete(group);
      const { records, deadLetters } = group;
      observe?.({ records, deadLetters, seconds: (performance.now() - startedAt) / 1000, failed });
      forget(group);
      storeSoon();
    }
  }

  /** A group that is being sent continues after its deadline; its room is freed when it ends. */
  function refuse(group: Group<Content>, error: unknown): void {
    const refusal = target.refusal(error);
    if (group === forming) refuseForming(refusal);
    else for (const request of group.waiting) request.reject(refusal);
    target.refused?.(refusal);
  }

  function refuseForming(refusal: EventLogUnavailableError): void {
    const group = forming;
    forming = newGroup();
    clearTimeout(group.deadline);
    for (const request of group.waiting) request.reject(refusal);
    forget(group);
  }

  function forget(group: Group<Content>): void {
    pendingChars -= group.chars;
    group.chars = 0;
    if (underWay.size === 0 && forming.waiting.length === 0)
      for (const resolve of drained.splice(0)) resolve();
  }

  function unavailable(chars = 1): EventLogUnavailableError | undefined {
    if (closed) return new EventLogUnavailableError(CLOSED, SOON_SECONDS);
    // When nothing waits, accept any size: a request refused for its size alone would be retried for ever.
    const isFull = pendingChars > 0 && pendingChars + chars > maxPendingChars;
    return isFull ? new EventLogFullError(target.full, SOON_SECONDS) : undefined;
  }

  return {
    append(records) {
      const chars = size(records.events) + size(records.deadLetters);
      const refusal = unavailable(chars);
      if (refusal) return Promise.reject(refusal);
      pendingChars += chars;
      if (forming.waiting.length === 0) forming = begin();
      const group = forming;
      group.chars += chars;
      group.records += records.events.length + records.deadLetters.length;
      group.deadLetters += records.deadLetters.length;
      target.put(group.content, records);
      const stored = new Promise<void>((resolve, reject) => group.waiting.push({ resolve, reject }));
      storeSoon();
      return stored;
    },
    unavailable,
    refuseForming,
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
      if (underWay.size === 0 && forming.waiting.length === 0) return;
      const done = new Promise<void>((resolve) => drained.push(resolve));
      storeSoon();
      await done;
    },
  };
}

function size(rows: readonly string[]): number {
  let chars = 0;
  for (const row of rows) chars += row.length;
  return chars;
}
