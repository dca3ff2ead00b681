import type { Consumer } from "kafkajs";
import type { LogRecord, Position, TopicKind } from "../broker.js";

/** What the library delivered of one partition. */
export interface Delivery {
  readonly kind: TopicKind;
  readonly partition: number;
  /** Offset that the broker was asked for: it gives everything that it has from there on. */
  readonly askedFrom: number;
  readonly records: readonly LogRecord[];
}

/** What to do with a delivery. */
export interface Step {
  /** Those to take; none: have the library go to where the next message stands. */
  readonly records: readonly LogRecord[];
  /** How many the broker has deleted by their age before the place that is in force now. */
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
  step(delivery: Delivery, lowest: () => Promise<number>): Promise<Step | undefined>;
  /** Moves behind records that were taken. */
  passed(kind: TopicKind, partition: number, records: readonly LogRecord[]): void;
}

export function placesFrom(start: readonly Position[]): Places {
  const places = new Map<string, Position>();
  const keyOf = (kind: TopicKind, partition: number) => `${kind}/${partition}`;
  const move = (kind: TopicKind, partition: number, offset: number) =>
    places.set(keyOf(kind, partition), { kind, partition, offset });
  for (const { kind, partition, offset } of start) move(kind, partition, offset);

  return {
    positions: () => [...places.values()],
    next: (kind, partition) => places.get(keyOf(kind, partition))?.offset ?? 0,
    async step({ kind, partition, askedFrom, records }, lowest) {
      const next = places.get(keyOf(kind, partition))?.offset;
      if (next === undefined) return undefined;
      const fresh = records.filter(({ offset }) => offset >= next);
      if (askedFrom <= next && (fresh[0]?.offset ?? next) === next) return { records: fresh, expired: 0 };
      const low = await lowest();
      if (low > next) move(kind, partition, low);
      const expired = Math.max(0, low - next);
      // What lies between the place asked for and the first record does not exist: it was deleted, or is a
      // mark of another writer's transaction. What lies before the place asked for was jumped over.
      if (askedFrom > Math.max(low, next)) return { records: [], expired };
      return { records: fresh.filter(({ offset }) => offset >= low), expired };
    },
    passed(kind, partition, records) {
      const last = records.at(-1);
      if (last) move(kind, partition, last.offset + 1);
    },
  };
}

/** Has the library deliver from this offset on. */
export function seekIn(consumer: Consumer, topic: string, partition: number, offset: number): void {
  consumer.seek({ topic, partition, offset: String(offset) });
}
