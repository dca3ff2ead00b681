import { firstKeyAt } from "../core/event-key.js";
import { overflowOf } from "../core/overflow.js";
import { attempt } from "./attempt.js";
import type { Drop } from "./drop.js";
import type { Choose, EventStore, Trimmed } from "./event-store.js";

/** Older events are let go: nobody's figures wait for them any more. */
const maxAgeMs = 2_592_000_000;
/** Added between two looks at the whole, which other tabs add to as well. */
const maxUnseen = 100;

export interface KeeperOptions {
  readonly maxEvents: number;
  readonly maxBytes: number;
  /** Undefined where nothing may be stored. */
  readonly store: EventStore | undefined;
  /** Whether an event is on its way to the collector, and so must not be let go. */
  readonly isBusy: (key: string) => boolean;
  readonly onQueued: (json: string) => void;
  readonly drop: Drop;
  /** Events went that other tabs may know. */
  readonly onGone: (keys: readonly string[]) => void;
}

/**
 * Keeps events until they are settled: all in the store, and those of this page in memory as well. Without a
 * working store it goes on in memory alone, silently.
 */
export interface EventKeeper {
  /** This page's events by key: what can still be sent when there is no time to ask a database. */
  readonly own: Map<string, string>;
  /** Those of them that are not in the store yet. */
  readonly unwritten: ReadonlySet<string>;
  add(key: string, json: string): void;
  /** The keys of all events, of this page and others, oldest first, within the limits from now on. */
  allKeys(): Promise<readonly string[]>;
  read(keys: string[]): Promise<(string | undefined)[]>;
  remove(keys: string[]): Promise<void>;
  /** Resolves when all that was added is written. */
  written(): Promise<void>;
  close(): Promise<void>;
  /** Drops everything, and leaves nothing behind. */
  destroy(code: string): Promise<void>;
}

export function createEventKeeper(options: KeeperOptions): EventKeeper {
  const { maxEvents, maxBytes, store: shared, isBusy, onQueued, drop, onGone } = options;
  const own = new Map<string, string>();
  const unwritten = new Set<string>();
  let store = shared;
  let writing: Promise<void> | undefined;
  let unseen = 0;
  let seen = maxEvents;

  const withStore = async <Result>(
    run: (from: EventStore) => Promise<Result>,
    inMemory: () => Result,
  ): Promise<Result> => {
    try {
      if (store) return await run(store);
    } catch {
      store = undefined;
    }
    return inMemory();
  };

  const trim = (choose: Choose): Promise<Trimmed> =>
    withStore(
      (from) => from.trim(choose),
      () => {
        const all = [...own.keys()].sort();
        const gone = choose(all).map((key) => [key, own.get(key)] as const);
        for (const [key] of gone) own.delete(key);
        return { keys: all.filter((key) => own.has(key)), gone };
      },
    );

  const allKeys = async (): Promise<readonly string[]> => {
    const oldest = Date.now() - maxAgeMs;
    unseen = 0;
    const { keys, gone } = await trim((all) => overflowOf(all, { maxEvents, maxBytes, oldest }, isBusy));
    for (const [key, json] of gone) {
      own.delete(key);
      if (key < firstKeyAt(oldest)) drop("gave_up", "too_old", json);
      else drop("queue_full", "queue_full", json);
    }
    onGone(gone.map(([key]) => key));
    seen = keys.length;
    return keys;
  };

  const write = async (): Promise<void> => {
    // What one task of the page tracks is written in one transaction.
    await undefined;
    while (unwritten.size) {
      const added = [...own].filter(([key]) => unwritten.has(key));
      await withStore(
        (from) => from.add(added),
        () => {},
      );
      for (const [key, json] of added) {
        unwritten.delete(key);
        onQueued(json);
      }
      unseen += added.length;
      if (unseen >= Math.min(maxUnseen, maxEvents / 10) || seen + unseen > maxEvents) await allKeys();
    }
    writing = undefined;
  };

  return {
    own,
    unwritten,
    add(key, json) {
      own.set(key, json);
      unwritten.add(key);
      writing ??= write();
    },
    allKeys,
    read: (keys) =>
      withStore(
        (from) => from.read(keys),
        () => keys.map((key) => own.get(key)),
      ),
    async remove(keys) {
      for (const key of keys) {
        own.delete(key);
        unwritten.delete(key);
      }
      // A store that failed may still have them.
      await attempt(() => shared?.remove(keys))?.catch(() => {});
    },
    written: async () => writing,
    async close() {
      await writing;
      shared?.close();
    },
    async destroy(code) {
      const { gone } = await trim((all) => all);
      const left = new Map([...own, ...gone]);
      own.clear();
      unwritten.clear();
      for (const json of left.values()) drop("consent", code, json);
      await shared?.destroy().catch(() => {});
    },
  };
}
