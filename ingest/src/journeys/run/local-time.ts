import { Temporal } from "temporal-polyfill";
import { momentOf, offsetAt } from "./offset.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The first of January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;

/**
 * The moment that lies a duration of a definition after another. Minutes and hours are exact; days, weeks and months are
 * of the calendar in a time zone: the same local hour. An hour that the clock leaves out is the one after it, of one that
 * comes twice the first is meant, and a month that is too short ends with its last day.
 *
 * @param duration such as `3 days`
 */
export function after(at: number, duration: string, timeZone: string): number {
  return moved(at, duration, timeZone, 1);
}

/** The moment that lies a duration before another, by the same rules. */
export function before(at: number, duration: string, timeZone: string): number {
  return moved(at, duration, timeZone, -1);
}

function moved(at: number, duration: string, timeZone: string, direction: 1 | -1): number {
  const [number, unit] = duration.split(" ");
  const count = direction * Number(number);
  switch (unit!.replace(/s$/, "")) {
    case "minute":
      return at + count * MINUTE_MS;
    case "hour":
      return at + count * 60 * MINUTE_MS;
    case "day":
      return momentOf(wall(at, timeZone) + count * DAY_MS, timeZone);
    case "week":
      return momentOf(wall(at, timeZone) + 7 * count * DAY_MS, timeZone);
    default:
      return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).add({ months: count })
        .epochMilliseconds;
  }
}

/**
 * The first moment, not before another, at which a local clock shows a time.
 *
 * @param time `HH:MM`
 * @param on the weekday, 1 for Monday; any day if left out
 */
export function nextLocal(at: number, time: string, timeZone: string, on?: number): number {
  const minutes = minuteOf(time) * MINUTE_MS;
  for (let day = Math.floor(wall(at, timeZone) / DAY_MS); ; day++) {
    if (on !== undefined && ((day + FIRST_WEEKDAY) % 7 || 7) !== on) continue;
    const moment = momentOf(day * DAY_MS + minutes, timeZone);
    if (moment >= at) return moment;
  }
}

/** Minutes since midnight that a local clock shows. */
export function localMinute(at: number, timeZone: string): number {
  const shown = Math.floor(wall(at, timeZone) / MINUTE_MS);
  return ((shown % 1440) + 1440) % 1440;
}

/** Minutes since midnight of a time as `HH:MM`. */
export function minuteOf(time: string): number {
  return 60 * Number(time.slice(0, 2)) + Number(time.slice(3));
}

/** What a local clock shows, as if it were UTC, epoch milliseconds. */
function wall(at: number, timeZone: string): number {
  return at + offsetAt(at, timeZone);
}
