import type { EventQueue, QueuedEvent } from "./queue.js";

export interface MemoryQueueOptions {
  readonly maxEvents: number;
  readonly maxBytes: number;
  /** What to drop when the queue is full: the new event, or as many of the oldest as needed. */
  readonly whenFull: "refuse_new" | "drop_oldest";
}

const nothing: readonly QueuedEvent[] = [];
/** Most empty places at the front before the array is compacted: compacting rarely keeps it cheap. */
const maxEmptyPlaces = 1024;

/** An in-memory queue. An event larger than the whole queue is always refused. */
export function createMemoryQueue(options: MemoryQueueOptions): EventQueue {
  const { maxEvents, maxBytes, whenFull } = options;
  let events: QueuedEvent[] = [];
  let first = 0;
  let bytes = 0;
  let head = 0;

  const remove = (count: number): QueuedEvent[] => {
    const removed = events.slice(first, first + count);
    for (const event of removed) bytes -= event.bytes;
    first += removed.length;
    head += removed.length;
    if (first === events.length || (first > maxEmptyPlaces && first * 2 > events.length)) {
      events = events.slice(first);
      first = 0;
    }
    return removed;
  };

  const countWithin = (maxCount: number, maxSize: number): number => {
    const most = Math.min(maxCount, events.length - first);
    let size = 0;
    for (let count = 0; count < most; count++) {
      size += (events[first + count] as QueuedEvent).bytes + 1;
      if (size > maxSize && count > 0) return count;
    }
    return most;
  };

  const placesNeeded = (event: QueuedEvent): number => {
    let needed = 0;
    let freed = 0;
    while (
      events.length - first - needed >= maxEvents ||
      (bytes - freed + event.bytes > maxBytes && first + needed < events.length)
    ) {
      freed += (events[first + needed++] as QueuedEvent).bytes;
    }
    return needed;
  };

  return {
    get length() {
      return events.length - first;
    },
    get bytes() {
      return bytes;
    },
    get fill() {
      return Math.max((events.length - first) / maxEvents, bytes / maxBytes);
    },
    get head() {
      return head;
    },
    add(event) {
      const isFull = events.length - first >= maxEvents || bytes + event.bytes > maxBytes;
      if (isFull && (whenFull === "refuse_new" || event.bytes > maxBytes)) return [event];
      const pushedOut = isFull ? remove(placesNeeded(event)) : nothing;
      events.push(event);
      bytes += event.bytes;
      return pushedOut;
    },
    take: (maxCount, maxSize) => remove(countWithin(maxCount, maxSize)),
  };
}
