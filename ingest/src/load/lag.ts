import { type Position, TOPIC_KINDS, type TopicKind } from "../store/event-log/broker.js";
import { partitionKey } from "./offsets.js";

/** Counts how many messages the loader is behind the log. */
export interface LagCounter {
  assigned(positions: readonly Position[]): void;
  /** @param end offset after the partition's last message */
  seen(kind: TopicKind, partition: number, end: number): void;
  stored(positions: readonly Position[]): void;
  /** Messages that are not stored yet. */
  lag(): Readonly<Record<TopicKind, number>>;
}

export function lagCounter(): LagCounter {
  let places = new Map<string, { kind: TopicKind; stored: number; end: number }>();
  return {
    assigned(positions) {
      places = new Map(
        positions.map(({ kind, partition, offset }) => [
          partitionKey(kind, partition),
          { kind, stored: offset, end: offset },
        ]),
      );
    },
    seen(kind, partition, end) {
      const place = places.get(partitionKey(kind, partition));
      if (place) place.end = Math.max(place.end, end);
    },
    stored(positions) {
      for (const { kind, partition, offset } of positions) {
        const place = places.get(partitionKey(kind, partition));
        if (place) place.stored = Math.max(place.stored, offset);
      }
    },
    lag() {
      const lag = Object.fromEntries(TOPIC_KINDS.map((kind) => [kind, 0])) as Record<TopicKind, number>;
      for (const { kind, stored, end } of places.values()) lag[kind] += Math.max(0, end - stored);
      return lag;
    },
  };
}
