/** What figures are asked for: one source, a stretch of its calendar, and the periods to cut it into. */
export interface FigureRange {
  /** The source's name, such as `shop`. */
  readonly source: string;
  /** First moment, local to the time zone: `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`. */
  readonly since: string;
  /** The moment after the last, written like `since`. */
  readonly until: string;
  /** IANA name of the zone whose calendar counts. */
  readonly timeZone: string;
  readonly period: Period;
  /** Whose weeks, months, quarters and years; the Gregorian one where nothing is said. */
  readonly calendar?: Calendar;
}

export const CALENDARS = ["gregorian", "jalali"] as const;
export type Calendar = (typeof CALENDARS)[number];

/** A period's name in SQL, where the calendar is a part of it. */
export function sqlPeriod({
  period,
  calendar = "gregorian",
}: Pick<FigureRange, "period" | "calendar">): string {
  return calendar === "jalali" && period !== "day" ? `jalali_${period}` : period;
}

export const PERIODS = ["day", "week", "month", "quarter", "year"] as const;
export type Period = (typeof PERIODS)[number];

/**
 * The five KPIs of one range, with what they are made of. Definitions stand at the head of each view in
 * `schemas/clickhouse/views`. Counts and rates are numbers (rates in percent, null without a denominator);
 * money is decimal text without trailing zeros, never a floating-point number.
 */
export interface Figures {
  readonly repeatCustomerRate: RepeatCustomerRate;
  readonly purchaseFrequency: PurchaseFrequency;
  /** One a currency, by its code. */
  readonly averageOrderValue: readonly AverageOrderValue[];
  /** One a currency, by its code. */
  readonly customerValue: readonly CustomerValue[];
  /** One a period, the earliest first. */
  readonly retention: readonly Retention[];
}

export interface RepeatCustomerRate {
  readonly customers: number;
  readonly repeatCustomers: number;
  readonly repeatCustomerRate: number | null;
}

export interface PurchaseFrequency {
  readonly customers: number;
  readonly orders: number;
  /** Orders of no or unknown value; no purchases, so not among `orders`. */
  readonly ordersWithoutValue: number;
  readonly purchaseFrequency: number | null;
}

export interface AverageOrderValue {
  readonly currency: string;
  readonly orders: number;
  readonly revenue: string;
  readonly refunds: string;
  readonly netRevenue: string;
  readonly averageOrderValue: string | null;
  readonly netAverageOrderValue: string | null;
}

export interface CustomerValue {
  readonly currency: string;
  readonly customers: number;
  readonly orders: number;
  readonly revenue: string;
  readonly purchaseFrequency: number | null;
  readonly averageOrderValue: string | null;
  readonly customerValue: string | null;
}

export interface Retention {
  /** The period's first day, `YYYY-MM-DD`. */
  readonly periodStart: string;
  /** 1 once the period is over; until then, 0, whoever has yet to come counts as lapsed. */
  readonly isComplete: number;
  readonly orders: number;
  readonly customersAtStart: number;
  readonly customersAtEnd: number;
  readonly firstTimeCustomers: number;
  readonly wonBackCustomers: number;
  readonly retainedCustomers: number;
  readonly lapsedCustomers: number;
  readonly retentionRate: number | null;
  readonly churnRate: number | null;
  /** The other reading, in which only first-time customers count as gained; may exceed 100. */
  readonly retentionRateFirstTimeOnly: number | null;
}
