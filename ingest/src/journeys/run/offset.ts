import { Temporal } from "temporal-polyfill";

/** Offsets by time zone and quarter of an hour: to ask the calendar each time takes longer than all the rest of a step. */
const offsets = new Map<string, Map<number, number>>();
const QUARTER_MS = 900_000;

/** The most quarters of an hour that are remembered, of all zones together: some 10 MB. */
const MOST = 200_000;
let remembered = 0;

/** How far a local clock is ahead of UTC at a moment, in milliseconds. */
export function offsetAt(at: number, timeZone: string): number {
  const quarter = Math.floor(at / QUARTER_MS);
  const known = offsets.get(timeZone)?.get(quarter);
  if (known !== undefined) return known;
  const start = ask(quarter * QUARTER_MS, timeZone);
  // Clocks change at whole quarters; one that does not is asked each time.
  if (start !== ask((quarter + 1) * QUARTER_MS - 1, timeZone)) return ask(at, timeZone);
  if (++remembered > MOST) {
    offsets.clear();
    remembered = 1;
  }
  const own = offsets.get(timeZone) ?? new Map<number, number>();
  own.set(quarter, start);
  offsets.set(timeZone, own);
  return start;
}

/**
 * The moment at which a local clock shows a time. Of an hour that comes twice the first is meant, and an hour that is left
 * out is the one after it.
 *
 * @param shown what the clock shows, as if it were UTC, epoch milliseconds
 */
export function momentOf(shown: number, timeZone: string): number {
  const [before, after] = [offsetAt(shown - DAY_MS, timeZone), offsetAt(shown + DAY_MS, timeZone)];
  if (before === after) return shown - before;
  const fits = [shown - before, shown - after].filter((at) => at + offsetAt(at, timeZone) === shown);
  return fits.length > 0 ? Math.min(...fits) : shown - before;
}

const DAY_MS = 86_400_000;

function ask(at: number, timeZone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;
}
