import type { Consumer } from "kafkajs";
import type { LogRecord, Position, TopicKind } from "../broker.js";

/** What to do with records that were delivered. */
export interface Step {
  /** Those to take; none: go back to where the last taken ended. */
  readonly records: readonly LogRecord[];
  /** How many before them the broker has deleted by their age. */
  readonly expired: number;
}

/** Where each partition of one assignment stands. */
export interface Places {
  positions(): Position[];
  next(kind: TopicKind, partition: number): number;
  /**
   * Judges a delivery by where the last one ended.
   *
   * @param lowest asks the broker for the first offset it still has; called only when some are missing
   * @returns undefined when the partition is not of this assignment
   */
  step(
    kind: TopicKind,
    partition: number,
    records: readonly LogRecord[],
    lowest: () => Promise<number>,
  ): Promise<Step | undefined>;
  /** Moves behind records that were taken. */
  passed(kind: TopicKind, partition: number, records: readonly LogRecord[]): void;
}

export function placesFrom(start: readonly Position[]): Places {
  const places = new Map<string, Position>();
  const keyOf = (kind: TopicKind, partition: number) => `${kind}/${partition}`;
  for (const position of start) places.set(keyOf(position.kind, position.partition), position);
  /** Places before which nothing was found although it was asked for once more. */
  const holes = new Set<string>();

  return {
    positions: () => [...places.values()],
    next: (kind, partition) => places.get(keyOf(kind, partition))?.offset ?? 0,
    async step(kind, partition, records, lowest) {
      const key = keyOf(kind, partition);
      const next = places.get(key)?.offset;
      if (next === undefined) return undefined;
      const fresh = records.filter(({ offset }) => offset >= next);
      const first = fresh[0]?.offset;
      if (first === undefined) return { records: [], expired: 0 };
      if (first === next) return { records: fresh, expired: 0 };
      const low = await lowest();
      if (low > next) {
        if (first > low) return { records: [], expired: 0 };
        return { records: fresh, expired: first - next };
      }
      // Transactions of another writer leave numbers out; messages that were jumped over come the second time.
      const hole = `${key}/${next}`;
      if (holes.has(hole)) return { records: fresh, expired: 0 };
      holes.add(hole);
      return { records: [], expired: 0 };
    },
    passed(kind, partition, records) {
      const last = records.at(-1);
      if (last) places.set(keyOf(kind, partition), { kind, partition, offset: last.offset + 1 });
    },
  };
}

/** Has the library deliver from this offset on. */
export function seekIn(consumer: Consumer, topic: string, partition: number, offset: number): void {
  consumer.seek({ topic, partition, offset: String(offset) });
}
