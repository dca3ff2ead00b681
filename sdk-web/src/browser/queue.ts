import { promisifyRequest } from "idb-keyval";
import { sizeOfKey } from "../core/event-key.js";
import { attempt } from "./attempt.js";
import { createEventStore, type Entry } from "./event-store.js";
import { databasePatienceMs, inTime } from "./in-time.js";
import { stringify } from "./json.js";
import { takeLastWords } from "./last-words.js";
import type { Observers } from "./observers.js";
import type { SafarOptions } from "./options.js";

/** Where events wait for the collector: this page's in memory too, those of all tabs and earlier pages in the database. */
export interface Queue {
  /** This page's own events by key. */
  readonly own_: Map<string, string>;
  /** Keys of what must not be taken now: events on their way to the collector, and those whose traits are not hashed yet. */
  readonly flying_: Set<string>;
  /** Puts an event in, or another text in its place; without `isReady` it is not taken yet. */
  put_(key: string, json: string, isReady: boolean): void;
  /**
   * Takes the next batch, the oldest events first, but at least one if any waits. Drops the oldest events where there
   * are too many. Only for the tab whose turn it is.
   *
   * @returns the batch, and how many events wait
   */
  take_(maxCount: number): Promise<readonly [batch: Entry[], count: number]>;
  /** As many of this page's events as may outlive it on their way, first those that no other page would find. */
  urgent_(): Entry[];
  /** Counts an event that the collector has. */
  arrive_(key: string, json: string): void;
  /** Deletes events from memory at once, and wherever they outlive the page. */
  remove_(entries: readonly Entry[]): Promise<void>;
  /** Writes to the database what is not written yet. */
  write_(): Promise<void>;
  /** The page is back: what earlier pages left in localStorage is its own now, and what was on its way goes again. */
  takeOver_(): void;
  /** The page may be gone when this returns: keeps in localStorage what the database does not have. */
  end_(): void;
  /**
   * Drops all that waits here, in the database, and in `held`; deletes the database.
   *
   * @param forget runs when nothing is kept any more
   */
  refuse_(held: readonly string[], forget: () => void): Promise<void>;
}

/** Leaves room for the write key in a body of 500 KiB. */
const maxBatchBytes = 500_000;
/** What a page may have on its way when it ends, less the rest of a body: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const keepaliveBytes = 65_000;
/** Characters that one page may keep in localStorage: less than a tenth of what WebKit allows an origin, which is the shop's. */
const maxLastWords = 200_000;

/** @param name of the instance and its database */
export function createQueue(
  name: string,
  { cookieless, maxEvents = 10_000, maxBytes = 10_485_760 }: SafarOptions,
  observers: Observers,
): Queue {
  const goingOn = new Set<IDBTransaction>();
  let use = createEventStore(name, goingOn, cookieless);
  /** Of this page in localStorage. */
  const lastWordsKey = `${name} ${Math.random()}`;
  const own = new Map<string, string>();
  /** What would not outlive the page: events of its own, and those that earlier pages left in localStorage. */
  const unwritten = new Map<string, string>();
  /** Texts of those on their way to the database. */
  const writing = new Set<string>();
  /** The database took what was written last: what is not written yet will be in a moment. */
  let isStored: boolean | undefined;
  const flying = new Set<string>();

  const arrive = (key: string, json: string): void => {
    if (own.delete(key)) observers.sent_++;
    observers.onStep_("acknowledged", json);
  };

  const letGo = (key: string): void => {
    own.delete(key);
    unwritten.delete(key);
  };

  /**
   * Brings what localStorage keeps of this page up to date: events that it could not write to its database, and none
   * while that works, since a page that begins takes them for those of a page that ended.
   *
   * @param isEnd the page may be gone now: the oldest of what finds no place is dropped. What is on its way always finds one: nobody knows its end
   */
  const keep = (isEnd?: boolean): void => {
    if (cookieless) return;
    let room = maxLastWords;
    // biome-ignore lint/suspicious/useIterableCallbackReturn: nothing is as good as false
    const words = [...(isEnd || !isStored ? unwritten : [])].reverse().filter(([key, json]) => {
      // biome-ignore lint/suspicious/noAssignInExpressions: as above
      if (flying.has(key) || (room -= sizeOfKey(key)) > 0) return true;
      if (isEnd) {
        letGo(key);
        observers.drop_("queue_full", json);
      }
    });
    // Of a name of its own, so that pages that end together do not overwrite each other's.
    attempt(() => {
      if (words[0]) localStorage[lastWordsKey] = stringify(words);
      else delete localStorage[lastWordsKey];
    });
  };

  const remove = (entries: readonly Entry[]) => {
    for (const [key] of entries) letGo(key);
    keep();
    return use((events) => {
      for (const [key] of entries) events.delete(key);
    });
  };

  return {
    own_: own,
    flying_: flying,
    arrive_: arrive,
    remove_: remove,
    put_(key, json, isReady) {
      own.set(key, json);
      unwritten.set(key, json);
      if (isReady) {
        flying.delete(key);
        observers.onStep_("made", json);
      } else flying.add(key);
    },
    async take_(maxCount) {
      const [keys, texts] = (await use((events) =>
        Promise.all([
          promisifyRequest(events.getAllKeys() as IDBRequest<string[]>),
          promisifyRequest<string[]>(events.getAll(null, +maxCount + flying.size)),
        ]),
      )) ?? [[...own.keys()], [...own.values()]];
      const all = new Map(
        [...keys, ...unwritten.keys()].map((key, place) => [key, unwritten.get(key) ?? texts[place]]),
      );
      for (const [key, json] of own) {
        if (!all.has(key)) arrive(key, json);
      }
      let count = all.size;
      let bytes = 0;
      for (const key of all.keys()) bytes += sizeOfKey(key);
      let room = maxBatchBytes;
      const batch: Entry[] = [];
      const going: Entry[] = [];
      for (const entry of [...all].sort()) {
        const [key, json] = entry;
        if (flying.has(key)) continue;
        const size = sizeOfKey(key);
        if (count > maxEvents || bytes > maxBytes) {
          count--;
          bytes -= size;
          going.push(entry as Entry);
          observers.drop_("queue_full", json);
        } else if (json) {
          room -= size;
          if (!batch[0] || (batch.length < maxCount && room > 0)) batch.push(entry as Entry);
        }
      }
      // Not awaited: what is in the batch may not be sent by others meanwhile.
      if (going[0]) void remove(going);
      return [batch, count];
    },
    urgent_() {
      let room = keepaliveBytes;
      for (const key of flying) room -= sizeOfKey(key);
      return [...new Map([...unwritten, ...own])].filter(
        // biome-ignore lint/suspicious/noAssignInExpressions: three bytes less
        ([key]) => !flying.has(key) && (room -= sizeOfKey(key)) > 0,
      );
    },
    async write_() {
      // Each once: written again, what another tab has sent and deleted meanwhile would be there again.
      const entries = [...unwritten].filter(([, json]) => !writing.has(json) && writing.add(json));
      isStored = await use((events) => {
        for (const [key, json] of entries) events.put(json, key);
        return true;
      });
      for (const [key, json] of entries) {
        writing.delete(json);
        // It is another text where its traits were hashed meanwhile.
        if (isStored && unwritten.get(key) === json) {
          unwritten.delete(key);
          observers.onStep_("queued", json);
        }
      }
      keep();
    },
    takeOver_() {
      // A page that was put away never learns how its last requests ended: it sends again.
      flying.clear();
      takeLastWords(name, unwritten);
      keep();
    },
    end_() {
      for (const transaction of goingOn) attempt(() => transaction.abort());
      keep(true);
    },
    async refuse_(held, forget) {
      takeLastWords(name, unwritten);
      const here = new Set([...held, ...own.values(), ...unwritten.values()]);
      own.clear();
      unwritten.clear();
      for (const json of here) observers.drop_("consent", json);
      // Only where there was a visitor: of one who never agreed, not even an empty database may be made.
      attempt(
        () =>
          localStorage.safar &&
          use(async (events) => {
            for (const json of await promisifyRequest<string[]>(events.getAll()))
              if (!here.has(json)) observers.drop_("consent", json);
          }),
      );
      keep();
      forget();
      // What is stored from now on waits for the deletion; pages that have the database open close it.
      use = createEventStore(name, goingOn, cookieless);
      await attempt(() =>
        inTime(promisifyRequest(indexedDB.deleteDatabase(name)), databasePatienceMs).catch(() => {}),
      );
    },
  };
}
