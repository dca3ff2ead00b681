import { Temporal } from "temporal-polyfill";
import type { Period } from "../../../ask/report/figures.js";

/** The local date, `YYYY-MM-DD`, of a moment in a time zone. */
export function localDate(at: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** The first day of the period that a date lies in. Weeks begin on Monday. */
export function periodStart(date: string, period: Period): string {
  const day = Temporal.PlainDate.from(date);
  switch (period) {
    case "day":
      return date;
    case "week":
      return day.subtract({ days: day.dayOfWeek - 1 }).toString();
    case "month":
      return day.with({ day: 1 }).toString();
    case "quarter":
      return day.with({ month: day.month - ((day.month - 1) % 3), day: 1 }).toString();
    case "year":
      return day.with({ month: 1, day: 1 }).toString();
  }
}

/** The first days of the periods that begin in a range of dates, the end excluded. */
export function periodStarts(since: string, until: string, period: Period): string[] {
  const starts: string[] = [];
  let start = periodStart(since, period);
  while (start < until) {
    if (start >= since) starts.push(start);
    start = nextPeriodStart(start, period);
  }
  return starts;
}

/** The first day of the period before the one that begins on this day. */
export function previousPeriodStart(start: string, period: Period): string {
  return periodStart(addDays(start, -1), period);
}

/** The date this many days later, or earlier when negative. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

function nextPeriodStart(start: string, period: Period): string {
  const lengths = {
    day: { days: 1 },
    week: { weeks: 1 },
    month: { months: 1 },
    quarter: { months: 3 },
    year: { years: 1 },
  };
  return Temporal.PlainDate.from(start).add(lengths[period]).toString();
}
