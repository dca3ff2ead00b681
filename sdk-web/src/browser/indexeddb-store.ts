import { delMany, getMany, promisifyRequest, setMany, type UseStore } from "idb-keyval";
import type { EventStore } from "./event-store.js";

const storeName = "events";
/** Some browsers let a request hang for ever: https://bugs.webkit.org/show_bug.cgi?id=226547 */
const patienceMs = 4_000;

/**
 * A store that outlives the page. Its promises are rejected where IndexedDB is denied, broken, full or does
 * not answer.
 *
 * The connection is not idb-keyval's own, so that it can be closed: an open one keeps a database from being
 * deleted, and in some browsers a page from the back/forward cache.
 */
export function createIndexedDbStore(name: string): EventStore {
  let opening: Promise<IDBDatabase> | undefined;

  const close = (): void => {
    opening?.then((database) => database.close()).catch(() => {});
    opening = undefined;
  };

  const open = (): Promise<IDBDatabase> => {
    if (opening) return opening;
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    opening = promisifyRequest(request);
    opening.then((database) => {
      database.onclose = database.onversionchange = close;
    }, close);
    return opening;
  };

  const use: UseStore = async (mode, run) => {
    const database = await open();
    return run(database.transaction(storeName, mode).objectStore(storeName));
  };

  return {
    add: (entries) => inTime(setMany(entries, use)),
    trim: (choose) =>
      inTime(
        use("readwrite", async (store) => {
          const keys = (await promisifyRequest(store.getAllKeys())) as string[];
          const overflow = choose(keys);
          const going = new Set([...overflow.old, ...overflow.full]);
          const gone = await Promise.all(
            [...going].map(async (key) => {
              const json: string | undefined = await promisifyRequest(store.get(key));
              store.delete(key);
              return [key, json] as const;
            }),
          );
          return { keys: keys.filter((key) => !going.has(key)), gone, overflow };
        }),
      ),
    read: (keys) => inTime(getMany(keys, use)),
    remove: (keys) => inTime(delMany(keys, use)),
    close,
    destroy() {
      close();
      return inTime(
        (async () => {
          await promisifyRequest(indexedDB.deleteDatabase(name));
        })(),
      );
    },
  };
}

/**
 * Rejects when the work takes too long. It counts in two halves: a page that comes back from the cache finds
 * its timer run out before the browser had a moment to answer.
 */
const inTime = <Result>(work: Promise<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    const half = (next: () => void) => setTimeout(next, patienceMs / 2);
    let timer = half(() => {
      timer = half(reject);
    });
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
