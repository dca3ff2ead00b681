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

/** True when a period, by its first day, is over by what a clock in the zone shows. */
export function isOver(start: string, period: Period, timeZone: string, now = Date.now()): boolean {
  return nextPeriod(start, period) <= localTime(now, timeZone).slice(0, 10);
}

export const PERIODS = [
  "day",
  "week",
  "month",
  "quarter",
  "year",
  "jalali_week",
  "jalali_month",
  "jalali_quarter",
  "jalali_year",
] as const;
export type Period = (typeof PERIODS)[number];

/** The first day of the period in which a day lies; weeks begin on Monday, those of Iran on Saturday. Days are `YYYY-MM-DD`. */
export function periodStart(day: string, period: Period): string {
  const [year = 0, month = 0] = day.split("-").map(Number);
  switch (period) {
    case "jalali_week":
      return addDays(day, -((new Date(`${day}T00:00Z`).getUTCDay() + 1) % 7));
    case "jalali_month":
    case "jalali_quarter":
    case "jalali_year": {
      let start = addDays(day, 1 - jalaliDate(day).day);
      while (!beginsJalali(start, period)) start = addDays(start, -jalaliDate(addDays(start, -1)).day);
      return start;
    }
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
    case "jalali_week":
      return addDays(start, 7);
    case "jalali_month":
    case "jalali_quarter":
    case "jalali_year": {
      const days = { jalali_month: 29, jalali_quarter: 89, jalali_year: 365 };
      let next = addDays(start, days[period]);
      while (!beginsJalali(next, period)) next = addDays(next, 1);
      return next;
    }
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

const jalaliClock = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", {
  timeZone: "UTC",
  year: "numeric",
  month: "numeric",
  day: "numeric",
});
const jalaliDates = new Map<string, JalaliDate>();

/** A date of the Solar Hijri calendar; months are counted from 1. */
export interface JalaliDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The Solar Hijri date of a day, by the calendar of the JavaScript engine. */
export function jalaliDate(day: string): JalaliDate {
  let date = jalaliDates.get(day);
  if (!date) {
    const parts = jalaliClock.formatToParts(Date.parse(`${day}T00:00Z`));
    const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
    date = { year: part.year ?? 0, month: part.month ?? 0, day: part.day ?? 0 };
    jalaliDates.set(day, date);
  }
  return date;
}

function beginsJalali(day: string, period: Period): boolean {
  const { month, day: place } = jalaliDate(day);
  if (place !== 1) return false;
  if (period === "jalali_quarter") return month % 3 === 1;
  return period === "jalali_month" || month === 1;
}

/** A period's name, as the views give it. */
export function periodLabel(start: string, period: Period): string {
  const jalali = period.startsWith("jalali");
  const { year, month } = jalali
    ? jalaliDate(start)
    : { year: Number(start.slice(0, 4)), month: Number(start.slice(5, 7)) };
  if (period.endsWith("month")) return `${year}-${String(month).padStart(2, "0")}`;
  if (period.endsWith("quarter")) return `${year}-Q${Math.ceil(month / 3)}`;
  return period.endsWith("year") ? String(year) : start;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function dayText(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
