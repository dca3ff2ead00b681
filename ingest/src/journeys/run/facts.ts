import type { JourneyEvent } from "./event.js";

/**
 * What is known of a person at one moment. A run asks nothing else: what it does is a function of its definition, of this
 * and of the clock.
 */
export interface Facts {
  /** IANA name of the person's time zone, else the shop's. */
  readonly timeZone: string;
  /** The hour, 0 to 23, at which the person usually comes, else the shop's people do; undefined when nobody knows. */
  readonly usualHour: number | undefined;
  /** The person's traits, as they were told last. */
  readonly traits: Readonly<Record<string, unknown>>;
  /**
   * The events of a name that are known by now, each once, the earliest first, and those of one moment by their ids. All
   * that happened since the entry, and before it as far back as conditions ask.
   */
  did(name: string): readonly JourneyEvent[];
  /** Whether the person is in a segment now. */
  isIn(segment: string): boolean;
}
