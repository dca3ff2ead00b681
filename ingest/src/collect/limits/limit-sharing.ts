/** An amount that a sender took from a limit. */
export interface Taken {
  readonly limit: "events" | "requests";
  readonly sender: string;
  readonly amount: number;
}

/**
 * How several processes keep one limit together: each tells the others what was taken from it, and counts what they
 * tell.
 */
export interface LimitSharing {
  /** How many processes share the limits, this one among them. */
  readonly among: number;
  tell(taken: Taken): void;
  /** Sets who is told what was taken elsewhere. */
  listen(count: (taken: Taken) => void): void;
}
