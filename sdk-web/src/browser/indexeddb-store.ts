import { createStore, delMany, getMany, promisifyRequest, setMany, type UseStore } from "idb-keyval";
import type { EventStore } from "./event-store.js";

/** Some browsers let a request hang for ever: https://bugs.webkit.org/show_bug.cgi?id=226547 */
const patienceMs = 4_000;

/** A store in IndexedDB. Its promises are rejected where that is denied, broken, full or does not answer. */
export function createIndexedDbStore(name: string): EventStore {
  let opened: UseStore | undefined;

  /** An open connection keeps a database from being deleted, and a page from some back/forward caches. */
  const close = (): void => {
    opened?.("readonly", (store) => store.transaction.db.close()).catch(() => {});
    opened = undefined;
  };

  const use: UseStore = (mode, run) => {
    opened ??= createStore(name, "events");
    return inTime(
      opened(mode, (store) => {
        store.transaction.db.onversionchange = close;
        return run(store);
      }),
    );
  };

  return {
    add: (entries) => setMany(entries, use),
    trim: (choose) =>
      use("readwrite", async (store) => {
        const all = (await promisifyRequest(store.getAllKeys())) as string[];
        const going = new Set(choose(all));
        const gone = await Promise.all(
          [...going].map(async (key) => {
            const json: string | undefined = await promisifyRequest(store.get(key));
            store.delete(key);
            return [key, json] as const;
          }),
        );
        return { keys: all.filter((key) => !going.has(key)), gone };
      }),
    read: (keys) => getMany(keys, use),
    remove: (keys) => delMany(keys, use),
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
    new Promise<never>((_, reject) => setTimeout(setTimeout, patienceMs / 2, reject, patienceMs / 2)),
  ]);
