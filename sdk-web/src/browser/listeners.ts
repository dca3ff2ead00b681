/** Calls back those who asked for it. One that fails harms neither the others nor the caller. */
export interface Listeners<Events> {
  /** Adds a listener. What it returns removes it. */
  on_<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => unknown): () => void;
  /** Calls the listeners of `name` in the order they came, each with a value of its own, made only for them. */
  emit_<Name extends keyof Events>(name: Name, makeValue: () => Events[Name]): void;
}

/** As core/listeners.ts does, but that nothing is made of an event that nobody listens to. */
export function createListeners<Events>(): Listeners<Events> {
  const entries = new Set<readonly [name: keyof Events, listener: (value: never) => unknown]>();
  return {
    on_(name, listener) {
      const entry = [name, listener] as const;
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    emit_(name, makeValue) {
      for (const [wanted, listener] of [...entries]) {
        if (wanted === name) (async () => listener(makeValue() as never))().catch(console.warn);
      }
    },
  };
}
