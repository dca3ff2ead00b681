/** What lets one engine of several send: as long as it has it, the others stand by. */
export interface Lease {
  /** Greater than that of any engine before. All that this one writes has versions of it. */
  readonly generation: number;
  /** Asks whether it is still held. @throws {LeaseLost} when another engine has claimed it */
  confirm(): Promise<void>;
  /** Whether it was confirmed so lately that no other engine has claimed it: false after the process was paused. */
  isFresh(): boolean;
  /** Lets go of it, so that another engine need not wait. */
  close(): Promise<void>;
}

/** Takes the lease. @returns undefined while another engine has it */
export interface Leases {
  take(): Promise<Lease | undefined>;
}

/** Another engine carries journeys out: this one stands by from here on. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  constructor() {
    super("Another engine is running the journeys now.");
  }
}

/** Room for the rows of a run or a message that one engine writes. */
const OF_A_GENERATION = 2 ** 32;

/**
 * The version of the next row of a run or a message. It outranks all that an earlier engine wrote, or still writes when
 * it wakes up late.
 *
 * @throws {LeaseLost} when a later engine has written the row before
 */
export function versionAfter(
  before: { readonly version: number; readonly generation: number } | undefined,
  generation: number,
): number {
  if (before !== undefined && before.generation > generation) throw new LeaseLost();
  return Math.max((before?.version ?? 0) + 1, generation * OF_A_GENERATION);
}
