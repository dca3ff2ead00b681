/** Chooses which of a store's keys, oldest first, have to go. */
export type Choose = (keys: readonly string[]) => readonly string[];

export interface Trimmed {
  /** What stays, oldest first. */
  readonly keys: readonly string[];
  /** What went, with its text. */
  readonly gone: readonly (readonly [key: string, json: string | undefined])[];
}

/**
 * Where events outlive their page, one key each; keys sort by time and end in the event's size (see
 * core/event-key.ts). Its promises are rejected when it does not work.
 */
export interface EventStore {
  add(entries: [key: string, json: string][]): Promise<unknown>;
  /** Removes what is chosen, at once with the reading, so that no two tabs count one event as dropped. */
  trim(choose: Choose): Promise<Trimmed>;
  /** The texts of the keys; undefined for those that are not there any more. */
  read(keys: string[]): Promise<(string | undefined)[]>;
  remove(keys: string[]): Promise<unknown>;
  /** Lets go of the database; the next call takes it again. */
  close(): void;
  /** Deletes the database. */
  destroy(): Promise<unknown>;
}
