import { createStore, type UseStore } from "idb-keyval";
import { inTime } from "./in-time.js";

/** An event in the queue: its key, as core/event-key.ts makes it, and its text. */
export type Entry = readonly [key: string, json: string];

/**
 * Where events outlive their page, one key each; keys sort by time. Runs a transaction. Undefined where
 * IndexedDB is denied, broken or full, or does not answer: the page goes on in memory then.
 */
export type EventStore = <Result>(
  run: (events: IDBObjectStore) => Promise<Result>,
) => Promise<Result | undefined>;

/** @param isDenied nothing may be stored */
export function createEventStore(name: string, isDenied?: boolean): EventStore {
  let isSilent = isDenied;
  /** Kept open, so that the last event of a page that ends at once is written at once. */
  let opened: UseStore | undefined;
  return async (run) => {
    if (isSilent) return;
    try {
      opened ??= createStore(name, "events");
      return await inTime(
        opened("readwrite", (events) => {
          const { db } = events.transaction;
          // A tab that forgets its visitor deletes the database.
          db.onversionchange = () => {
            db.close();
            opened = undefined;
          };
          return run(events);
        }),
      );
    } catch (error) {
      isSilent = !error;
    }
  };
}
