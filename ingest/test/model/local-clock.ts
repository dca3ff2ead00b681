/** What a clock in a time zone shows, by the time zone data of the JavaScript engine. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DD hh:mm:ss` of an instant, as a clock in the zone shows it. */
export function localTime(at: number, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-CA-u-ca-gregory", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    clocks.set(timeZone, clock);
  }
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}`;
}

export type Period = "day" | "week" | "month" | "quarter" | "year";

/** The first day of the period in which a day lies; weeks begin on Monday. Days are `YYYY-MM-DD`. */
export function periodStart(day: string, period: Period): string {
  const [year = 0, month = 0] = day.split("-").map(Number);
  switch (period) {
    case "day":
      return day;
    case "week":
      return addDays(day, -((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7));
    case "month":
      return dayText(year, month, 1);
    case "quarter":
      return dayText(year, month - ((month - 1) % 3), 1);
    case "year":
      return dayText(year, 1, 1);
  }
}

/** The first day of the next period. */
export function nextPeriod(start: string, period: Period): string {
  const [year = 0, month = 0] = start.split("-").map(Number);
  switch (period) {
    case "day":
      return addDays(start, 1);
    case "week":
      return addDays(start, 7);
    case "month":
      return dayText(year, month + 1, 1);
    case "quarter":
      return dayText(year, month + 3, 1);
    case "year":
      return dayText(year + 1, 1, 1);
  }
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function dayText(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
