import type { JourneySchedule } from "@safar/schemas";
import { momentsOf } from "../simulate/moments.js";

/** How late a moment is made up for, such as after a night in which the machine was off. */
export const LATEST_MS = 24 * 3_600_000;

/**
 * The moment of a schedule that is to be carried out now: the last one that has come.
 *
 * @param since when the entry began to hold, epoch milliseconds
 * @param last the moment that was carried out last
 * @param timeZone the shop's
 * @returns undefined when none has come since, or it lies more than a day back
 */
export function dueMoment(
  schedule: JourneySchedule,
  { since, last }: { readonly since: number; readonly last: number | undefined },
  now: number,
  timeZone: string,
): number | undefined {
  const from = Math.max(since, now - LATEST_MS, (last ?? Number.NEGATIVE_INFINITY) + 1);
  return from > now ? undefined : momentsOf(schedule, from, now + 1, timeZone).at(-1);
}
