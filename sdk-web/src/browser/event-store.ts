import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import { attempt } from "./attempt.js";

/** Some browsers let a request hang for ever: https://bugs.webkit.org/show_bug.cgi?id=226547 */
const patienceMs = 4_000;

/**
 * Where events outlive their page, one key each; keys sort by time and end in the event's size (see
 * core/event-key.ts). Its promises are rejected where IndexedDB is denied, broken, full or does not answer.
 */
export interface EventStore {
  put(entries: Iterable<readonly [key: string, json: string]>): Promise<unknown>;
  /** All keys, oldest first. */
  keys(): Promise<string[]>;
  /** The texts of the keys; undefined for those that are not there any more. */
  read(keys: readonly string[]): Promise<(string | undefined)[]>;
  remove(keys: readonly string[]): Promise<unknown>;
  /** Lets go of the database; the next call takes it again. */
  close(): void;
  /** Deletes the database. */
  destroy(): Promise<unknown>;
}

export function createEventStore(name: string): EventStore {
  let opened: UseStore | undefined;

  /** An open connection keeps a database from being deleted, and a page from some back/forward caches. */
  const close = (): void => {
    // Where the database is denied, asking for it throws at once.
    attempt(() => opened?.("readonly", (store) => store.transaction.db.close()).catch(() => {}));
    opened = undefined;
  };

  const use = <Result>(run: (store: IDBObjectStore) => Result): Promise<Awaited<Result>> => {
    opened ??= createStore(name, "events");
    return inTime(
      opened("readwrite", async (store) => {
        store.transaction.db.onversionchange = close;
        const result = await run(store);
        return result ?? promisifyRequest(store.transaction);
      }) as Promise<Awaited<Result>>,
    );
  };

  return {
    put: (entries) =>
      use((store) => {
        for (const [key, json] of entries) store.put(json, key);
        // Committed by hand, what is written outlives a page that ends before it is told.
        store.transaction.commit?.();
      }),
    keys: () => use((store) => promisifyRequest(store.getAllKeys() as IDBRequest<string[]>)),
    read: (keys) => use((store) => Promise.all(keys.map((key) => promisifyRequest(store.get(key))))),
    remove: (keys) =>
      use((store) => {
        for (const key of keys) store.delete(key);
      }),
    close,
    async destroy() {
      close();
      await inTime(promisifyRequest(indexedDB.deleteDatabase(name)));
    },
  };
}

/**
 * Rejects when the work takes too long. It counts in two halves: a page that comes back from the cache finds
 * its timer run out before the browser had a moment to answer.
 */
const inTime = <Result>(work: Promise<Result>): Promise<Result> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => setTimeout(setTimeout, patienceMs, reject, patienceMs)),
  ]);
