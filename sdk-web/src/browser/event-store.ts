import { createStore } from "idb-keyval";
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

/** @param isSilent nothing may be stored */
export function createEventStore(name: string, isSilent?: boolean): EventStore {
  // Opened when it is first used, and kept open, so that the last event of a page that ends at once is written at once.
  const open = createStore(name, "events");
  return async (run) => {
    if (isSilent) return;
    try {
      return await inTime(
        open("readwrite", (events) => {
          const { db } = events.transaction;
          // A tab that forgets its visitor deletes the database. What was closed by hand is opened again when
          // idb-keyval is told of it as of any other closing.
          db.onversionchange = () => {
            db.close();
            (db.onclose as () => void)();
          };
          return run(events);
        }),
      );
    } catch (error) {
      isSilent = !error;
    }
  };
}
