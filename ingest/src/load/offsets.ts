import type { Position, TopicKind } from "../store/event-log/broker.js";

/**
 * Which offsets may be committed. Pure functions on plain data, so that every interleaving can be tried.
 *
 * The rule: a batch holds, of each partition, an unbroken run of messages that begins where the batch before
 * it ended, or where the assignment began. Batches are stored one at a time, in order. When one is stored, its
 * ends may be committed, if the assignment it was read under is still in force; otherwise its messages come
 * again, here or at another loader, and are stored once more, which changes nothing.
 */
export interface Offsets {
  /** Counts assignments; what was read under another one is void. */
  readonly assignment: number;
  /** Next message of each partition, by its key. */
  readonly next: ReadonlyMap<string, Position>;
}

/** What a batch covers, once it is complete. */
export interface Coverage {
  readonly assignment: number;
  /** Behind the last message of each partition that the batch holds. */
  readonly ends: ReadonlyMap<string, Position>;
}

export const NOTHING_ASSIGNED: Offsets = { assignment: 0, next: new Map() };

export function partitionKey(kind: TopicKind, partition: number): string {
  return `${kind}/${partition}`;
}

/** A new assignment is in force. */
export function assign({ assignment }: Offsets, positions: readonly Position[]): Offsets {
  return {
    assignment: assignment + 1,
    next: new Map(positions.map((position) => [partitionKey(position.kind, position.partition), position])),
  };
}

/** An empty batch under the assignment in force. */
export function beginCoverage({ assignment }: Offsets): Coverage {
  return { assignment, ends: new Map() };
}

/** A run of messages was delivered: what of it belongs into the batch. */
export interface Run {
  readonly kind: TopicKind;
  readonly partition: number;
  /** Offset from which on nothing is missing that still exists. */
  readonly from: number;
  /** Offset of the last message. */
  readonly last: number;
}

/**
 * Puts a run into the batch.
 *
 * @returns undefined when it must not be taken: its partition is not assigned, it is of another assignment, or
 *   it begins behind the place where the last one ended, so that messages would be left out, or it brings nothing new
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

/** Messages before this position exist no more. */
export function skipTo(offsets: Offsets, position: Position): Offsets {
  const key = partitionKey(position.kind, position.partition);
  const next = offsets.next.get(key);
  if (next === undefined || position.offset <= next.offset) return offsets;
  return { ...offsets, next: new Map(offsets.next).set(key, position) };
}

/** What may be committed now that a batch of this coverage is stored. */
export function committable(offsets: Offsets, { assignment, ends }: Coverage): Position[] {
  return assignment === offsets.assignment ? [...ends.values()] : [];
}
