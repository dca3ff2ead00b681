import type { Overflow } from "../core/overflow.js";

/** Chooses what has to go from a store's keys, oldest first. */
export type ChooseOverflow = (keys: readonly string[]) => Overflow;

export interface Trimmed {
  /** What stays, oldest first. */
  readonly keys: readonly string[];
  /** What went, with its text. */
  readonly gone: readonly (readonly [key: string, json: string | undefined])[];
  readonly overflow: Overflow;
}

/**
 * Where events wait, one key each; keys sort by time and end in the event's size (see core/event-key.ts).
 * Adapters: indexeddb-store.ts, memory-store.ts.
 */
export interface EventStore {
  /** Keeps the events. Resolves when they would outlive the page, where the adapter can do that. */
  add(entries: [key: string, json: string][]): Promise<unknown>;
  /** Removes what `choose` says, at once with the reading, so that no two tabs count one event as dropped. */
  trim(choose: ChooseOverflow): Promise<Trimmed>;
  /** The texts of the keys; undefined for those that are not there any more. */
  read(keys: string[]): Promise<(string | undefined)[]>;
  remove(keys: string[]): Promise<unknown>;
  /** Lets go of the platform's resources; the next call takes them again. */
  close(): void;
  /** Leaves nothing behind. */
  destroy(): Promise<unknown>;
}
