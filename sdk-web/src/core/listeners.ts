/** Calls listeners. An exception in one affects neither the others nor the caller. */
export interface Listeners<Events> {
  /** Adds a listener. Returns a function that removes it. */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => unknown): () => void;
  /** Calls the listeners of `name` in the order they were added. Returns whether there are any. */
  emit<Name extends keyof Events>(name: Name, value: Events[Name]): boolean;
}

/** @param onFailure gets a listener's exception, or the rejection of its promise */
export function createListeners<Events>(onFailure: (error: unknown) => void): Listeners<Events> {
  let entries: (readonly [name: keyof Events, listener: (value: never) => unknown])[] = [];

  return {
    on(name, listener) {
      const entry = [name, listener] as const;
      entries = [...entries, entry];
      return () => {
        entries = entries.filter((other) => other !== entry);
      };
    },
    emit(name, value) {
      const called = entries.filter(([wanted]) => wanted === name);
      called.forEach(async ([, listener]) => {
        try {
          await listener(value as never);
        } catch (error) {
          onFailure(error);
        }
      });
      return called.length > 0;
    },
  };
}
