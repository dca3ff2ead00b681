import type { TopicKind } from "../event-log/broker.js";
import { beginCoverage, type Coverage, type Offsets } from "./offsets.js";

/** Rows of one table with the same columns. */
export interface RowGroup {
  readonly kind: TopicKind;
  readonly columns: readonly string[];
  readonly rows: string[];
}

/** What is stored together: rows on the way from the log into the tables. */
export interface Batch {
  coverage: Coverage;
  readonly groups: Map<string, RowGroup>;
  /** Dead letters of messages that hold no row, which go back into the log. */
  readonly letters: string[];
  /** Dead letters of messages of the dead letters' own topic, which go into their table alone. */
  readonly lastLetters: string[];
  messages: number;
  chars: number;
  /** When its first message was taken, epoch milliseconds. */
  startedAt: number;
  /** When its oldest message was sent, epoch milliseconds. */
  oldestSentAt: number;
}

export interface BatchLimits {
  readonly rows: number;
  /** Text, in characters. */
  readonly chars: number;
}

export function newBatch(offsets: Offsets): Batch {
  return {
    coverage: beginCoverage(offsets),
    groups: new Map(),
    letters: [],
    lastLetters: [],
    messages: 0,
    startedAt: 0,
    chars: 0,
    oldestSentAt: Number.POSITIVE_INFINITY,
  };
}

export function addRow(batch: Batch, kind: TopicKind, columns: string, row: string): void {
  const key = `${kind}:${columns}`;
  let group = batch.groups.get(key);
  if (!group) {
    group = { kind, columns: columns.split(","), rows: [] };
    batch.groups.set(key, group);
  }
  group.rows.push(row);
  batch.chars += row.length;
}

export function isFull({ messages, chars }: Batch, limits: BatchLimits): boolean {
  return messages >= limits.rows || chars >= limits.chars;
}
