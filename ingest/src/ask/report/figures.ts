/** The range that figures cover: one source, a time span in its time zone, and the length of periods in it. */
export interface FigureRange {
  /** The source's name, such as `shop`. */
  readonly source: string;
  /** First moment, local to the time zone: `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`. */
  readonly since: string;
  /** The moment after the last, written like `since`. */
  readonly until: string;
  /** IANA name of the time zone that days are counted in. */
  readonly timeZone: string;
  readonly period: Period;
  /** Calendar of weeks, months, quarters and years; Gregorian by default. */
  readonly calendar?: Calendar;
}

export const CALENDARS = ["gregorian", "jalali"] as const;
export type Calendar = (typeof CALENDARS)[number];

/** A period's name in SQL, which includes the calendar. */
export function sqlPeriod({
  period,
  calendar = "gregorian",
}: Pick<FigureRange, "period" | "calendar">): string {
  return calendar === "jalali" && period !== "day" ? `jalali_${period}` : period;
}

export const PERIODS = ["day", "week", "month", "quarter", "year"] as const;
export type Period = (typeof PERIODS)[number];

/**
 * The five KPIs of one range, with their numerators and denominators. Each view's header defines its figures, in
 * `schemas/clickhouse/views`. Counts and rates are numbers (rates in percent, null without a denominator);
 * money is decimal text without trailing zeros, never a floating-point number.
 */
export interface Figures {
  readonly repeatCustomerRate: RepeatCustomerRate;
  readonly purchaseFrequency: PurchaseFrequency;
  /** One per currency, by its code. */
  readonly averageOrderValue: readonly AverageOrderValue[];
  /** One per currency, by its code. */
  readonly customerValue: readonly CustomerValue[];
  /** One per period, the earliest first. */
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
  /** Orders with no or unreadable value. They are not purchases, so `orders` does not include them. */
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
  /** 1 when the period is over. Before that it is 0, and customers who have not bought yet count as lapsed. */
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
  /** An alternative definition, which counts only first-time customers as gained; may exceed 100. */
  readonly retentionRateFirstTimeOnly: number | null;
}
