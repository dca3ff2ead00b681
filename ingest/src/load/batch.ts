import type { TopicKind } from "../store/event-log/broker.js";
import type { RowText } from "../store/warehouse/warehouse.js";
import { beginCoverage, type Coverage, type Offsets } from "./offsets.js";

/**
 * How many inserts of a batch are under way at once. An insert keeps one core of the server busy, mostly; two of
 * them also fill the time in which the rows of the other travel.
 */
const LANES = 2;

/** Rows of one table with the same columns, from partitions of one lane. */
export interface RowGroup {
  readonly kind: TopicKind;
  /** Groups of one lane are stored one after the other, so that a partition's rows keep their order. */
  readonly lane: number;
  /** The columns' names with commas between them, as the messages have them. */
  readonly columnList: string;
  readonly columns: readonly string[];
  /** Texts that hold one row or several, one a line. */
  readonly rows: RowText[];
}

/** What is stored together: rows on the way from the log into the tables. */
export interface Batch {
  coverage: Coverage;
  readonly groups: Map<string, RowGroup>;
  /** The group that the last row went into: the next one mostly goes there, too. */
  last: RowGroup | undefined;
  /** Dead letters of messages that hold no row, which go back into the log. */
  readonly letters: string[];
  /** Dead letters of messages of the dead letters' own topic, which go into their table alone. */
  readonly lastLetters: string[];
  messages: number;
  /** How many they hold; a line that is none counts as one. */
  rows: number;
  /** Of its rows; bytes where they came as bytes. */
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

/** The groups that are stored at the same time, each lane in its order. */
export function lanesOf(batch: Batch): RowGroup[][] {
  const lanes = Array.from({ length: LANES }, (): RowGroup[] => []);
  for (const group of batch.groups.values()) lanes[group.lane]!.push(group);
  return lanes;
}

export function isFull({ rows, chars }: Batch, limits: BatchLimits): boolean {
  return rows >= limits.rows || chars >= limits.chars;
}
