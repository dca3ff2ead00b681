import type { EventStore } from "./event-store.js";

/** A store that lives as long as its page, for where nothing may or can be kept. */
export function createMemoryStore(entries: Iterable<readonly [key: string, json: string]> = []): EventStore {
  const events = new Map(entries);
  return {
    async add(added) {
      for (const [key, json] of added) events.set(key, json);
    },
    async trim(choose) {
      const keys = [...events.keys()].sort();
      const overflow = choose(keys);
      const gone = [...overflow.old, ...overflow.full].map((key) => [key, events.get(key)] as const);
      for (const [key] of gone) events.delete(key);
      return { keys: keys.filter((key) => events.has(key)), gone, overflow };
    },
    read: async (keys) => keys.map((key) => events.get(key)),
    async remove(keys) {
      for (const key of keys) events.delete(key);
    },
    close() {},
    destroy: async () => events.clear(),
  };
}
