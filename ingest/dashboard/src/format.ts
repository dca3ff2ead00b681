import type { Calendar, Day, Period } from "./calendar.js";
import { partsOf } from "./calendar.js";
import type { Language } from "./state.js";

type Shown = string | number | boolean | null | undefined;

/** Writes figures as a language and a calendar do. What is unknown is a dash. */
export interface Format {
  count(value: Shown): string;
  /** A number with so many digits behind the point at most. */
  decimal(value: Shown, digits: number): string;
  /** A rate in percent. */
  percent(value: Shown, digits?: number): string;
  /** Decimal text of a currency, with every digit that a price has. */
  money(value: Shown, currency: string): string;
  /** The same without the cents of large amounts, where there is little room. */
  shortMoney(value: Shown, currency: string): string;
  /** For an axis: 12K. */
  compact(value: number): string;
  day(day: Day): string;
  period(start: Day, period: Period): string;
  /** A moment that ClickHouse wrote in UTC, as the clock of a time zone shows it. */
  moment(utc: Shown, timeZone: string): string;
  clock(utc: Shown, timeZone: string): string;
  /** A moment of this page, in milliseconds since 1970, by the reader's own clock; with its day, where that is over. */
  time(ms: number, now?: number): string;
  monthName(month: number): string;
  /** A year by its number. */
  year(year: number): string;
}

const DASH = "–";

/** From so much on an amount is told without cents. */
const WITHOUT_CENTS = 10_000;

export function createFormat(language: Language, calendar: Calendar): Format {
  const locale = language === "fa" ? "fa-IR" : "en-GB";
  const dated = `${locale}-u-ca-${calendar === "jalali" ? "persian" : "gregory"}`;
  const known = (value: Shown): value is string | number =>
    value !== null && value !== undefined && value !== "";
  // Decimal text is written digit for digit; a number would lose those beyond the sixteenth.
  const write = (format: Intl.NumberFormat, value: string | number) => format.format(value as number);
  const counted = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const years = new Intl.NumberFormat(locale, { useGrouping: false });
  const short = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const decimals = [0, 1, 2, 3].map(
    (digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }),
  );
  const percents = [0, 1, 2].map(
    (digits) =>
      new Intl.NumberFormat(locale, {
        style: "percent",
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  );
  const currencies = new Map<string, Intl.NumberFormat>();
  const currencyFormat = (currency: string, digits?: number) => {
    const key = `${currency}${digits}`;
    let format = currencies.get(key);
    if (!format) {
      const options = digits === undefined ? {} : { maximumFractionDigits: digits, minimumFractionDigits: 0 };
      try {
        format = new Intl.NumberFormat(locale, { style: "currency", currency, ...options });
      } catch {
        // A code that is no currency's: the amount stands alone.
        format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, ...options });
      }
      currencies.set(key, format);
    }
    return format;
  };
  const dates = new Map<string, Intl.DateTimeFormat>();
  const dateFormat = (options: Intl.DateTimeFormatOptions) => {
    const key = JSON.stringify(options);
    const format = dates.get(key) ?? new Intl.DateTimeFormat(dated, options);
    dates.set(key, format);
    return format;
  };
  /** Without the era that some languages add to the Solar Hijri calendar's years. */
  const written = (ms: number, options: Intl.DateTimeFormatOptions) =>
    dateFormat(options)
      .formatToParts(ms)
      .filter(({ type }) => type !== "era")
      .map(({ value }) => value)
      .join("")
      .trim();
  const ofDay = (day: Day, options: Intl.DateTimeFormatOptions) =>
    written(Date.parse(`${day}T00:00:00Z`), { ...options, timeZone: "UTC" });
  const toMs = (utc: string | number) => Date.parse(`${String(utc).replace(" ", "T")}Z`);

  return {
    count: (value) => (known(value) ? write(counted, value) : DASH),
    decimal: (value, digits) => (known(value) ? write(decimals[digits]!, value) : DASH),
    percent: (value, digits = 1) => (known(value) ? percents[digits]!.format(Number(value) / 100) : DASH),
    money: (value, currency) => (known(value) ? write(currencyFormat(currency), value) : DASH),
    shortMoney(value, currency) {
      if (!known(value)) return DASH;
      const isLarge = Math.abs(Number(value)) >= WITHOUT_CENTS;
      return write(isLarge ? currencyFormat(currency, 0) : currencyFormat(currency), value);
    },
    compact: (value) => short.format(value),
    day: (day) => ofDay(day, { day: "numeric", month: "short", year: "numeric" }),
    period(start, period) {
      const { year, month } = partsOf(start, calendar);
      const yearText = years.format(year);
      if (period === "year") return yearText;
      if (period === "quarter") {
        const quarter = counted.format(Math.floor((month - 1) / 3) + 1);
        return language === "fa" ? `فصل ${quarter}، ${yearText}` : `Q${quarter} ${yearText}`;
      }
      if (period === "month") return ofDay(start, { month: "short", year: "numeric" });
      return ofDay(start, { day: "numeric", month: "short" });
    },
    moment: (utc, timeZone) =>
      known(utc)
        ? written(toMs(utc), {
            day: "numeric",
            month: "short",
            year: "numeric",
            hour: "2-digit",
            minute: "2-digit",
            timeZone,
          })
        : DASH,
    year: (year) => years.format(year),
    clock: (utc, timeZone) =>
      known(utc)
        ? written(toMs(utc), { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone })
        : DASH,
    time(ms, now = Date.now()) {
      const clock = { hour: "2-digit", minute: "2-digit" } as const;
      const isToday = new Date(ms).toDateString() === new Date(now).toDateString();
      return written(ms, isToday ? clock : { day: "numeric", month: "short", ...clock });
    },
    monthName(month) {
      // Months begin on the 1st to 22nd of a Gregorian one; the 25th of March 2024 lies in the first of Solar Hijri.
      const start = calendar === "jalali" ? Date.UTC(2024, 2, 25) : Date.UTC(2024, 0, 15);
      return written(start + (month - 1) * 30.5 * 86_400_000, { month: "long", timeZone: "UTC" });
    },
  };
}
