import {
  addDays,
  addMonths,
  type Calendar,
  type Day,
  daysBetween,
  type Period,
  startOf,
} from "./calendar.js";

/** From a day until the one after the last. */
export interface Span {
  readonly since: Day;
  readonly until: Day;
}

export const PRESETS = ["7d", "30d", "90d", "month", "last-month", "quarter", "year", "12m", "all"] as const;
export type Preset = (typeof PRESETS)[number];

export const COMPARISONS = ["before", "year", "off"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What a range preset means on a day. `all` is everything that there are orders of. */
export function presetSpan(preset: Preset, day: Day, calendar: Calendar, all?: Span): Span {
  const until = addDays(day, 1);
  const thisMonth = startOf(day, "month", calendar);
  switch (preset) {
    case "7d":
    case "30d":
    case "90d":
      return { since: addDays(until, -Number.parseInt(preset, 10)), until };
    case "last-month":
      return { since: addMonths(thisMonth, -1, calendar), until: thisMonth };
    case "12m":
      return { since: addMonths(thisMonth, -11, calendar), until };
    case "all":
      return all ?? { since: addMonths(thisMonth, -11, calendar), until };
    default:
      return { since: startOf(day, preset, calendar), until };
  }
}

/** How many months lie between a preset's range and the one that it is compared with. */
const MONTHS_BEFORE: Partial<Record<Preset, number>> = {
  month: 1,
  "last-month": 1,
  quarter: 3,
  year: 12,
  "12m": 12,
};

/**
 * The range to compare with: as many days right before, for a calendar period the same part of the one before, or
 * the same days a year ago.
 */
export function comparedSpan(
  { since, until }: Span,
  comparison: Comparison,
  preset: Preset | undefined,
  calendar: Calendar,
): Span | undefined {
  if (comparison === "off" || preset === "all") return undefined;
  const months = comparison === "year" ? 12 : preset && MONTHS_BEFORE[preset];
  if (months === undefined) return { since: addDays(since, -daysBetween(since, until)), until: since };
  const last = addMonths(addDays(until, -1), -months, calendar);
  return { since: addMonths(since, -months, calendar), until: addDays(last, 1) };
}

/** The length of periods that cuts a range into a picture that can be read. */
export function fittingPeriod({ since, until }: Span): Period {
  const days = daysBetween(since, until);
  if (days <= 45) return "day";
  if (days <= 186) return "week";
  if (days <= 1_130) return "month";
  return days <= 3_700 ? "quarter" : "year";
}

/** A range made of whole periods: the first may begin before it. */
export function wholePeriods({ since, until }: Span, period: Period, calendar: Calendar): Span {
  return { since: startOf(since, period, calendar), until };
}
