import { promisifyRequest } from "idb-keyval";
import { databasePatienceMs, inTime } from "./in-time.js";

/** An event in the queue: its key, as core/event-key.ts makes it, and its text. */
export type Entry = readonly [key: string, json: string];

/**
 * Where events outlive their page, one key each; keys sort by time. Runs a transaction, and waits until it is
 * complete. Undefined where IndexedDB is denied, broken or full, or does not answer: the page goes on in memory then.
 */
export type EventStore = <Result>(
  run: (events: IDBObjectStore) => Promise<Result> | Result,
) => Promise<Result | undefined>;

/**
 * @param goingOn has the transactions that go on. WebKit keeps the database from all later pages when a page enters
 *   the back/forward cache in the middle of one, so they are aborted then. What is being committed can't be, and
 *   needs no page any more.
 * @param isSilent nothing may be stored
 */
export function createEventStore(name: string, goingOn: Set<IDBTransaction>, isSilent?: boolean): EventStore {
  // Opened when it is first used, and kept open, so that the last event of a page that ends at once is written at once.
  let opened: Promise<IDBDatabase> | undefined;
  const open = async (): Promise<IDBDatabase> => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore("events");
    const db = await promisifyRequest(request);
    // A tab that forgets its visitor deletes the database; browsers close it where they must.
    db.onversionchange = db.onclose = () => {
      db.close();
      opened = undefined;
    };
    return db;
  };
  return async (run) => {
    if (isSilent) return;
    let transaction: IDBTransaction;
    try {
      return await inTime(
        // biome-ignore lint/suspicious/noAssignInExpressions: opened once
        (opened ??= open()).then(async (db) => {
          transaction = db.transaction("events", "readwrite");
          goingOn.add(transaction);
          const running = run(transaction.objectStore("events"));
          // Committed by hand, what is written outlives a page that ends before it is told.
          transaction.commit?.();
          const [result] = await Promise.all([running, promisifyRequest(transaction)]);
          return result;
        }),
        databasePatienceMs,
      );
    } catch (error) {
      isSilent = error === undefined;
      if (!transaction!) opened = undefined;
    }
    goingOn.delete(transaction!);
  };
}
