import type { TopicKind } from "../store/event-log/broker.js";
import type { RowText } from "../store/warehouse/warehouse.js";
import { beginCoverage, type Coverage, type Offsets } from "./offsets.js";

/**
 * Concurrent inserts of a batch. One insert uses about one core of the server; with two, one runs while the other's
 * rows are being sent.
 */
const LANES = 2;

/** Rows of one table with the same columns, from partitions of one lane. */
export interface RowGroup {
  readonly kind: TopicKind;
  /** Groups of one lane are stored in sequence, so that a partition's rows keep their order. */
  readonly lane: number;
  /** Column names separated by commas, as in the messages. */
  readonly columnList: string;
  readonly columns: readonly string[];
  /** Texts of one or more rows, one per line. */
  readonly rows: RowText[];
}

/** Rows from the event log that are stored together. */
export interface Batch {
  coverage: Coverage;
  readonly groups: Map<string, RowGroup>;
  /** The group of the last row; usually also the next row's. */
  last: RowGroup | undefined;
  /** Dead letters of unreadable messages, which are written to the dead letters' topic. */
  readonly letters: string[];
  /** Dead letters of unreadable messages of the dead letters' topic, which go straight into the table. */
  readonly lastLetters: string[];
  messages: number;
  /** Number of rows, unreadable lines included. */
  rows: number;
  /** Characters of its rows; bytes for rows kept as bytes. */
  chars: number;
  /** When its first message was read, epoch milliseconds. */
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
    last: undefined,
    letters: [],
    lastLetters: [],
    messages: 0,
    rows: 0,
    startedAt: 0,
    chars: 0,
    oldestSentAt: Number.POSITIVE_INFINITY,
  };
}

/** @param rows `count` of them, one a line */
export function addRows(
  batch: Batch,
  { kind, partition }: { readonly kind: TopicKind; readonly partition: number },
  columns: string,
  rows: RowText,
  count: number,
): void {
  const lane = partition % LANES;
  let group = batch.last;
  if (group?.kind !== kind || group.lane !== lane || group.columnList !== columns)
    group = groupOf(batch, kind, lane, columns);
  group.rows.push(rows);
  batch.rows += count;
  batch.chars += rows.length;
}

function groupOf(batch: Batch, kind: TopicKind, lane: number, columnList: string): RowGroup {
  const key = `${kind}:${lane}:${columnList}`;
  let group = batch.groups.get(key);
  if (!group) {
    group = { kind, lane, columnList, columns: columnList.split(","), rows: [] };
    batch.groups.set(key, group);
  }
  batch.last = group;
  return group;
}

/** The groups by lane. Lanes are stored concurrently, each in its order. */
export function lanesOf(batch: Batch): RowGroup[][] {
  const lanes = Array.from({ length: LANES }, (): RowGroup[] => []);
  for (const group of batch.groups.values()) lanes[group.lane]!.push(group);
  return lanes;
}

export function isFull({ rows, chars }: Batch, limits: BatchLimits): boolean {
  return rows >= limits.rows || chars >= limits.chars;
}
