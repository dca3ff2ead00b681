import { promisifyRequest } from "idb-keyval";
import { sizeOfKey } from "../core/event-key.js";
import type { Drop } from "./drop.js";
import type { Entry, EventStore } from "./event-store.js";

/** The events that wait: this page's own in memory, those of all tabs and earlier pages in the database. */
export interface Queue {
  /** This page's own that would not outlive it. */
  readonly unwritten_: Map<string, string>;
  /** On their way to the collector: they are not taken, and stay, lest they be counted as dropped and arrive. */
  readonly flying_: Set<string>;
  /** Stores events. True when they outlive the page. */
  put_(entries: readonly Entry[]): Promise<true | undefined>;
  /** Writes what is not written yet. */
  write_(): Promise<void>;
  /**
   * Takes the next batch, the oldest events first: at most so many, and so many bytes, but at least one if any
   * waits. Lets go of the oldest where there is too much. Only for the tab whose turn it is.
   *
   * @returns undefined when nothing at all waits
   */
  take_(maxCount: number, maxBytes: number): Promise<Entry[] | undefined>;
  remove_(entries: Iterable<readonly [key: string, ...rest: unknown[]]>): Promise<unknown>;
}

/**
 * @param own this page's events by key: what can still be sent when there is no time to ask a database
 * @param onStep "queued": an event will outlive the page
 * @param onArrived another tab had this page's event acknowledged
 */
export function createQueue(
  own: Map<string, string>,
  use: EventStore,
  maxEvents: number,
  maxBytes: number,
  drop: Drop,
  onStep: (step: "queued", json: string) => void,
  onArrived: (json: string, isOwn: true) => void,
): Queue {
  const unwritten = new Map(own);
  const flying = new Set<string>();

  const put: Queue["put_"] = (entries) =>
    use((events) => {
      for (const [key, json] of entries) events.put(json, key);
      // Committed by hand, what is written outlives a page that ends before it is told.
      events.transaction.commit?.();
      return promisifyRequest(events.transaction).then(() => true);
    });

  const remove: Queue["remove_"] = (entries) => {
    for (const [key] of entries) {
      own.delete(key);
      unwritten.delete(key);
    }
    return use(async (events) => {
      for (const [key] of entries) events.delete(key);
    });
  };

  return {
    unwritten_: unwritten,
    flying_: flying,
    put_: put,
    remove_: remove,
    async write_() {
      const entries = [...unwritten];
      if (await put(entries))
        for (const [key, json] of entries) if (unwritten.delete(key)) onStep("queued", json);
    },
    async take_(maxCount, maxBatchBytes) {
      const [keys, texts] = (await use((events) =>
        Promise.all([
          promisifyRequest(events.getAllKeys() as IDBRequest<string[]>),
          promisifyRequest<string[]>(events.getAll(null, maxCount + flying.size)),
        ]),
      )) ?? [[...own.keys()], []];
      const all = new Map(
        [...keys, ...unwritten.keys()].map((key, place) => [key, own.get(key) ?? texts[place]]),
      );
      for (const [key, json] of own) {
        if (!all.has(key)) {
          own.delete(key);
          onArrived(json, true);
        }
      }
      let count = all.size;
      let bytes = 0;
      for (const key of all.keys()) bytes += sizeOfKey(key);
      let room = maxBatchBytes;
      const batch: Entry[] = [];
      const going = new Map<string, unknown>();
      for (const [key, json] of [...all].sort()) {
        if (flying.has(key)) continue;
        const size = sizeOfKey(key);
        if (count > maxEvents || bytes > maxBytes) {
          count--;
          bytes -= size;
          going.set(key, json);
          drop("queue_full", json);
        } else if (json) {
          room -= size;
          if (!batch.length || (batch.length < maxCount && room > 0)) batch.push([key, json]);
        }
      }
      if (going.size) await remove(going);
      return count ? batch : undefined;
    },
  };
}
