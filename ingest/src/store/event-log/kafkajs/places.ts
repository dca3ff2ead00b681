import type { Consumer } from "kafkajs";
import type { LogRecord, Position, TopicKind } from "../broker.js";

/** A delivery of the library for one partition. */
export interface Delivery {
  readonly kind: TopicKind;
  readonly partition: number;
  /** The requested offset: the broker returns everything it has from there on. */
  readonly askedFrom: number;
  readonly records: readonly LogRecord[];
}

/** How to handle a delivery. */
export interface Step {
  /** The records to accept; if empty, the library must seek to the next position. */
  readonly records: readonly LogRecord[];
  /** How many messages expired before the current position. */
  readonly expired: number;
}

/** The position in each partition of one assignment. */
export interface Places {
  positions(): Position[];
  next(kind: TopicKind, partition: number): number;
  /**
   * Checks a delivery against the end of the last one.
   *
   * @param lowest asks the broker for its first existing offset; called only when messages are missing
   * @returns undefined when the partition is not in this assignment
   */
  step(delivery: Delivery, lowest: () => Promise<number>): Promise<Step | undefined>;
  /** Moves the position after accepted records. */
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
      // Offsets between the requested one and the first record do not exist: they expired, or are transaction markers
      // of another writer. Offsets before the requested one were skipped.
      if (askedFrom > Math.max(low, next)) return { records: [], expired };
      return { records: fresh.filter(({ offset }) => offset >= low), expired };
    },
    passed(kind, partition, records) {
      const last = records.at(-1);
      if (last) move(kind, partition, last.offset + 1);
    },
  };
}

/** Makes the library deliver from this offset on. */
export function seekIn(consumer: Consumer, topic: string, partition: number, offset: number): void {
  consumer.seek({ topic, partition, offset: String(offset) });
}
