/** An amount that a sender took from a limit. */
export interface Taken {
  readonly limit: "events" | "requests";
  readonly sender: string;
  readonly amount: number;
}

/** Lets several processes share one limit: each reports what its senders took, and counts what the others report. */
export interface LimitSharing {
  /** How many processes share the limits, including this one. */
  readonly among: number;
  tell(taken: Taken): void;
  /** Sets the callback for what the other processes report. */
  listen(count: (taken: Taken) => void): void;
}
