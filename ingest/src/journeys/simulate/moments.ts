import type { JourneyDefinition, JourneySchedule } from "@safar/schemas";
import { WEEKDAYS } from "@safar/schemas/journey";
import { Temporal } from "temporal-polyfill";

/** When a segment's entry is looked at, if it does not say. */
export const EVERY_MORNING = { every: "day", at: "09:00" } as const satisfies JourneySchedule;

/** The schedule of an entry; undefined when people come in by an event. */
export function scheduleOf({ entry }: Pick<JourneyDefinition, "entry">): JourneySchedule | undefined {
  if (!("segment" in entry)) return undefined;
  return "calendar" in entry ? entry.calendar : (entry.looked ?? EVERY_MORNING);
}

/** The moments of a schedule from one moment up to another that is not included, epoch milliseconds. */
export function momentsOf(
  { every, on, at }: JourneySchedule,
  since: number,
  until: number,
  timeZone: string,
): number[] {
  const time = Temporal.PlainTime.from(at);
  const weekday = 1 + WEEKDAYS.indexOf(typeof on === "string" ? on : "monday");
  const dayOfMonth = typeof on === "number" ? on : 1;
  const isDay = (day: Temporal.PlainDate) =>
    every === "day" || (every === "week" ? day.dayOfWeek === weekday : day.day === dayOfMonth);
  const moments: number[] = [];
  let day = Temporal.Instant.fromEpochMilliseconds(since).toZonedDateTimeISO(timeZone).toPlainDate();
  for (;;) {
    const moment = day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
    if (moment >= until) return moments;
    if (moment >= since && isDay(day)) moments.push(moment);
    day = day.add({ days: 1 });
  }
}

/** A moment as the clock in a time zone shows it, as the views take it: `YYYY-MM-DD hh:mm:ss`. */
export function localText(at: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: "second" })
    .replace("T", " ");
}

/** The moment that a local text means, epoch milliseconds. */
export function momentOfText(text: string, timeZone: string): number {
  return Temporal.PlainDateTime.from(text.replace(" ", "T")).toZonedDateTime(timeZone).epochMilliseconds;
}
