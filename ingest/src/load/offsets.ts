import type { Position, TopicKind } from "../store/event-log/broker.js";

/**
 * Decides which offsets may be committed. Pure functions on plain data, so that tests can try every interleaving.
 *
 * The rule: for each partition, a batch contains a gapless run of messages that starts where the previous batch
 * ended, or where the assignment began. Batches are stored one at a time, in order. After that their end offsets may
 * be committed if the assignment is still the same. Otherwise the messages are read and stored again, here or by
 * another loader, which changes nothing.
 */
export interface Offsets {
  /** Counts assignments. What was read under another assignment is discarded. */
  readonly assignment: number;
  /** Next position of each partition, by its key. */
  readonly next: ReadonlyMap<string, Position>;
}

/** What a batch contains. */
export interface Coverage {
  readonly assignment: number;
  /** The position after the last message of each partition in the batch. */
  readonly ends: ReadonlyMap<string, Position>;
}

export const NOTHING_ASSIGNED: Offsets = { assignment: 0, next: new Map() };

export function partitionKey(kind: TopicKind, partition: number): string {
  return `${kind}/${partition}`;
}

/** Applies a new assignment. */
export function assign({ assignment }: Offsets, positions: readonly Position[]): Offsets {
  return {
    assignment: assignment + 1,
    next: new Map(positions.map((position) => [partitionKey(position.kind, position.partition), position])),
  };
}

/** An empty batch under the current assignment. */
export function beginCoverage({ assignment }: Offsets): Coverage {
  return { assignment, ends: new Map() };
}

/** A run of delivered messages. */
export interface Run {
  readonly kind: TopicKind;
  readonly partition: number;
  /** First offset of the gapless run; earlier ones no longer exist. */
  readonly from: number;
  /** Offset of the last message. */
  readonly last: number;
}

/**
 * Adds a run to the batch.
 *
 * @returns undefined when the run must not be added: its partition is not assigned, it belongs to another assignment,
 *   it starts after a gap (messages would be skipped), or it has nothing new
 */
export function cover(
  offsets: Offsets,
  coverage: Coverage,
  { kind, partition, from, last }: Run,
): { readonly offsets: Offsets; readonly coverage: Coverage; readonly takeFrom: number } | undefined {
  const key = partitionKey(kind, partition);
  const next = offsets.next.get(key);
  if (next === undefined || coverage.assignment !== offsets.assignment) return undefined;
  if (from > next.offset || last < next.offset) return undefined;
  const end: Position = { kind, partition, offset: last + 1 };
  return {
    offsets: { ...offsets, next: new Map(offsets.next).set(key, end) },
    coverage: { ...coverage, ends: new Map(coverage.ends).set(key, end) },
    takeFrom: next.offset,
  };
}

/** Skips messages before this position, which no longer exist. */
export function skipTo(offsets: Offsets, position: Position): Offsets {
  const key = partitionKey(position.kind, position.partition);
  const next = offsets.next.get(key);
  if (next === undefined || position.offset <= next.offset) return offsets;
  return { ...offsets, next: new Map(offsets.next).set(key, position) };
}

/** Positions to commit after a batch of this coverage was stored. */
export function committable(offsets: Offsets, { assignment, ends }: Coverage): Position[] {
  return assignment === offsets.assignment ? [...ends.values()] : [];
}
