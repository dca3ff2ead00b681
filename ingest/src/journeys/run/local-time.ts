import { Temporal } from "temporal-polyfill";

const UNITS = {
  minute: "minutes",
  hour: "hours",
  day: "days",
  week: "weeks",
  month: "months",
} as const;

/**
 * The moment that lies a duration of a definition after another. Minutes and hours are exact; days, weeks and months are
 * of the calendar in a time zone: the same local hour. An hour that the clock leaves out is the one after it, of one that
 * comes twice the first is meant, and a month that is too short ends with its last day.
 *
 * @param duration such as `3 days`
 */
export function after(at: number, duration: string, timeZone: string): number {
  const [count, unit] = partsOf(duration);
  if (unit === "minute") return at + count * 60_000;
  if (unit === "hour") return at + count * 3_600_000;
  return zoned(at, timeZone).add({ [UNITS[unit]]: count }).epochMilliseconds;
}

/** The moment that lies a duration before another, by the same rules. */
export function before(at: number, duration: string, timeZone: string): number {
  const [count, unit] = partsOf(duration);
  return zoned(at, timeZone).subtract({ [UNITS[unit]]: count }).epochMilliseconds;
}

/**
 * The first moment, not before another, at which a local clock shows a time.
 *
 * @param time `HH:MM`
 * @param on the weekday, 1 for Monday; any day if left out
 */
export function nextLocal(at: number, time: string, timeZone: string, on?: number): number {
  const clock = Temporal.PlainTime.from(time);
  let day = zoned(at, timeZone).toPlainDate();
  for (;;) {
    const moment = day.toZonedDateTime({ timeZone, plainTime: clock }).epochMilliseconds;
    if (moment >= at && (on === undefined || day.dayOfWeek === on)) return moment;
    day = day.add({ days: 1 });
  }
}

/** Minutes since midnight that a local clock shows. */
export function localMinute(at: number, timeZone: string): number {
  const { hour, minute } = zoned(at, timeZone);
  return 60 * hour + minute;
}

/** Minutes since midnight of a time as `HH:MM`. */
export function minuteOf(time: string): number {
  return 60 * Number(time.slice(0, 2)) + Number(time.slice(3));
}

function zoned(at: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}

function partsOf(duration: string): [number, keyof typeof UNITS] {
  const [count, unit] = duration.split(" ");
  return [Number(count), unit!.replace(/s$/, "") as keyof typeof UNITS];
}
