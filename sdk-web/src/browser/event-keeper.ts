import { overflowOf } from "../core/overflow.js";
import type { EventStore } from "./event-store.js";
import { createMemoryStore } from "./memory-store.js";
import { queueFull, type Refusal, tooOld } from "./refusals.js";

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
  readonly onDrop: (refusal: Refusal, json: string | undefined) => void;
  /** Events went that other tabs may know. */
  readonly onGone: (keys: readonly string[]) => void;
}

/** Keeps events until they are settled: all in the store, and those of this page in memory as well. */
export interface EventKeeper {
  /** This page's events by key: what can still be sent when there is no time to ask a database. */
  readonly own: Map<string, string>;
  /** Those of them that would not outlive the page yet. */
  isWritten(key: string): boolean;
  add(key: string, json: string): void;
  /** The keys of all events, of this page and others, oldest first, within the limits from now on. */
  keys(): Promise<readonly string[]>;
  read(keys: string[]): Promise<(string | undefined)[]>;
  remove(keys: readonly string[]): Promise<void>;
  /** Resolves when all that was added is written. */
  written(): Promise<void>;
  close(): void;
  /** Drops everything, and leaves nothing behind. */
  destroy(refusal: Refusal): Promise<void>;
}

export function createEventKeeper(options: KeeperOptions): EventKeeper {
  const { maxEvents, maxBytes, store: shared, isBusy, onQueued, onDrop, onGone } = options;
  const own = new Map<string, string>();
  let unwritten = new Set<string>();
  let store = shared ?? createMemoryStore();
  let writing: Promise<void> | undefined;
  let unseen = Number.POSITIVE_INFINITY;
  let seen = 0;

  /** Without a working database the page goes on in memory, and says nothing of it. */
  const guarded = async <Result>(run: (from: EventStore) => Promise<Result>): Promise<Result> => {
    const used = store;
    try {
      return await run(used);
    } catch {
      if (store === used) store = createMemoryStore(own);
      return run(store);
    }
  };

  const drop = (refusal: Refusal, key: string, json: string | undefined): void => {
    own.delete(key);
    onDrop(refusal, json);
  };

  const keys = async (): Promise<readonly string[]> => {
    const limits = { maxEvents, maxBytes, oldest: Date.now() - maxAgeMs };
    unseen = 0;
    const trimmed = await guarded((from) => from.trim((all) => overflowOf(all, limits, isBusy)));
    const old = new Set(trimmed.overflow.old);
    for (const [key, json] of trimmed.gone) drop(old.has(key) ? tooOld : queueFull, key, json);
    if (trimmed.gone.length) onGone(trimmed.gone.map(([key]) => key));
    seen = trimmed.keys.length;
    return trimmed.keys;
  };

  const write = async (): Promise<void> => {
    // What one task of the page tracks is written in one transaction.
    await undefined;
    while (unwritten.size) {
      const added = [...unwritten].map((key) => [key, own.get(key) as string] as [string, string]);
      await guarded((from) => from.add(added.filter(([, json]) => json)));
      for (const [key, json] of added) if (unwritten.delete(key) && json) onQueued(json);
      unseen += added.length;
      if (unseen >= Math.min(maxUnseen, maxEvents / 10) || seen + unseen > maxEvents) await keys();
    }
    writing = undefined;
  };

  return {
    own,
    isWritten: (key) => !unwritten.has(key),
    add(key, json) {
      own.set(key, json);
      unwritten.add(key);
      writing ??= write();
    },
    keys,
    read: (wanted) => guarded((from) => from.read(wanted)),
    async remove(gone) {
      for (const key of gone) {
        own.delete(key);
        unwritten.delete(key);
      }
      await guarded((from) => from.remove([...gone]));
      if (store !== shared) shared?.remove([...gone]).catch(() => {});
    },
    written: async () => writing,
    close: () => void Promise.resolve(writing).then(() => shared?.close()),
    async destroy(refusal) {
      const left = new Map(own);
      own.clear();
      unwritten = new Set();
      const { gone } = await guarded((from) => from.trim((all) => ({ old: [], full: all })));
      for (const [key, json] of gone) left.set(key, json as string);
      for (const [key, json] of left) drop(refusal, key, json);
      await guarded((from) => from.destroy());
    },
  };
}
