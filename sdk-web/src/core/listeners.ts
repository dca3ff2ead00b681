/** Calls back those who asked for it. One that fails harms neither the others nor the caller. */
export interface Listeners<Events> {
  /** Adds a listener. What it returns removes it. */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => unknown): () => void;
  /** Calls the listeners of `name` in the order they came. Returns whether there was any. */
  emit<Name extends keyof Events>(name: Name, value: Events[Name]): boolean;
}

/** @param onFailure gets what a listener threw, or what the promise it returned was rejected with */
export function createListeners<Events>(onFailure: (error: unknown) => void): Listeners<Events> {
  const byName = new Map<keyof Events, ReadonlySet<(value: never) => unknown>>();

  return {
    on(name, listener) {
      const entry = (value: never) => listener(value);
      byName.set(name, new Set(byName.get(name)).add(entry));
      return () => {
        const left = new Set(byName.get(name));
        left.delete(entry);
        byName.set(name, left);
      };
    },
    emit(name, value) {
      const listeners = byName.get(name);
      if (!listeners?.size) return false;
      for (const listener of listeners) {
        try {
          const result = listener(value as never);
          if (result instanceof Promise) result.catch(onFailure);
        } catch (error) {
          onFailure(error);
        }
      }
      return true;
    },
  };
}
