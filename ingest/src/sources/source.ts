/** A shop, or one part of it that is counted by itself. */
export interface Source {
  /** Names it in every row and every figure. */
  readonly id: string;
  /** The currency of amounts that name none, an ISO 4217 code. */
  readonly currency: string;
  /** The time zone of its calendar, an IANA name. */
  readonly timeZone: string;
}

/** Finds the source that a write key belongs to, or undefined when no such key is in force. */
export type FindSource = (writeKey: string) => Source | undefined;
