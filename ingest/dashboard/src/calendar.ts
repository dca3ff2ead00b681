/** A day of no time zone, `YYYY-MM-DD` by the Gregorian calendar: as it travels, whatever is shown. */
export type Day = string;

export const CALENDARS = ["gregorian", "jalali"] as const;
export type Calendar = (typeof CALENDARS)[number];

export const PERIODS = ["day", "week", "month", "quarter", "year"] as const;
export type Period = (typeof PERIODS)[number];

export interface DayParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;
const toMs = (day: Day) => Date.parse(`${day}T00:00:00Z`);
const toDay = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

/** The browser knows the Solar Hijri calendar; its leap years are nothing to write again. */
const jalaliParts = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  timeZone: "UTC",
});

/** Today in a time zone. */
export function today(timeZone: string, now = Date.now()): Day {
  // Swedes write dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(now);
}

export function addDays(day: Day, count: number): Day {
  return toDay(toMs(day) + count * DAY_MS);
}

/** Days from the first to the second. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((toMs(to) - toMs(from)) / DAY_MS);
}

/** Year, month and day as a calendar counts them. */
export function partsOf(day: Day, calendar: Calendar): DayParts {
  if (calendar === "gregorian") {
    const [year, month, date] = day.split("-").map(Number);
    return { year: year!, month: month!, day: date! };
  }
  const found = { year: 0, month: 0, day: 0 };
  for (const { type, value } of jalaliParts.formatToParts(toMs(day)))
    if (type === "year" || type === "month" || type === "day") found[type] = Number(value);
  return found;
}

/**
 * The day with these parts.
 *
 * @returns undefined when the calendar has no such day
 */
export function dayFrom({ year, month, day }: DayParts, calendar: Calendar): Day | undefined {
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return undefined;
  // Near the month asked for, by the mean length of years and months; then on to it.
  const gregorianYear = calendar === "gregorian" ? year : year + 621;
  const offset = calendar === "gregorian" ? 0 : 79;
  if (gregorianYear < 1900 || gregorianYear > 2290) return undefined;
  const near = toDay(Date.UTC(gregorianYear, 0, 1) + (offset + (month - 1) * 30.5) * DAY_MS);
  const at = partsOf(near, calendar);
  const start = monthsOn(near, (year - at.year) * 12 + month - at.month, calendar);
  const found = addDays(start, day - 1);
  return partsOf(found, calendar).month === month ? found : undefined;
}

/** First digits of those that are typed: Latin, Arabic and Persian ones, each with the other nine behind it. */
const ZEROS = [0x30, 0x660, 0x6f0];

/** A whole number as it is typed, in digits of any of these scripts; NaN for anything else. */
export function numberFrom(text: string): number {
  const digits = Array.from(text.trim(), (typed) => {
    const code = typed.codePointAt(0) ?? 0;
    const zero = ZEROS.find((first) => code >= first && code < first + 10);
    return zero === undefined ? "?" : String(code - zero);
  }).join("");
  return digits === "" ? Number.NaN : Number(digits);
}

/** The first day of the period that a day lies in. Weeks begin on Monday, in Iran on Saturday. */
export function startOf(day: Day, period: Period, calendar: Calendar): Day {
  if (period === "day") return day;
  if (period === "week") {
    const weekday = new Date(toMs(day)).getUTCDay();
    return addDays(day, -((weekday + (calendar === "jalali" ? 1 : 6)) % 7));
  }
  const { month } = partsOf(day, calendar);
  const back = period === "month" ? 0 : period === "quarter" ? (month - 1) % 3 : month - 1;
  return monthsOn(day, -back, calendar);
}

/** The same day some months later; the month's last one, where it is shorter. */
export function addMonths(day: Day, count: number, calendar: Calendar): Day {
  const { day: date } = partsOf(day, calendar);
  const start = monthsOn(day, count, calendar);
  const length = daysBetween(start, monthsOn(start, 1, calendar));
  return addDays(start, Math.min(date, length) - 1);
}

/** The first day of the month so many months on. No month of either calendar has more than 31 days. */
function monthsOn(day: Day, count: number, calendar: Calendar): Day {
  const firstOf = (any: Day) => addDays(any, 1 - partsOf(any, calendar).day);
  let start = firstOf(day);
  for (let step = 0; step < Math.abs(count); step++) start = firstOf(addDays(start, count < 0 ? -1 : 31));
  return start;
}
