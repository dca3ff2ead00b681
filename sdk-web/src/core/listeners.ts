/** Calls back those who asked for it. One that fails harms neither the others nor the caller. */
export interface Listeners<Events> {
  /** Adds a listener. What it returns removes it. */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => unknown): () => void;
  /** Calls the listeners of `name` in the order they came. Returns whether there was any. */
  emit<Name extends keyof Events>(name: Name, value: Events[Name]): boolean;
}

/** @param onFailure gets what a listener threw, or what the promise it returned was rejected with */
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
