import type { Row } from "../answers.js";
import { addDays, addMonths } from "../calendar.js";
import { type Span, wholePeriods } from "../range.js";
import { type Answer, useAnswer } from "../use-answer.js";
import { rangeParams, sqlPeriod, useView, type View } from "../view.js";
import { say } from "../words/say.js";

/** The parameters of the figures over time, in whole periods. */
export function seriesParams(view: View, span: Span) {
  const { period, currency, state } = view;
  return {
    ...rangeParams(view, wholePeriods(span, period, state.calendar)),
    period: sqlPeriod(period, state.calendar),
    currency,
  };
}

/** The figures over time of the range. */
export function useSeries(isWanted: boolean): Answer {
  const view = useView();
  return useAnswer("series", isWanted && view.currency !== "" ? seriesParams(view, view.span) : undefined);
}

/** True when the figures over time are there, or will not be: what they are compared with is asked for after them. */
export function isSeriesSettled({ currency }: View, { rows, error }: Answer): boolean {
  return currency === "" || rows !== undefined || error !== undefined;
}

/** The parameters of retention, period by period. */
export function retentionParams(view: View) {
  const { period, state, span } = view;
  return {
    ...rangeParams(view, wholePeriods(span, period, state.calendar)),
    period: sqlPeriod(period, state.calendar),
  };
}

/** True while a row's period is not over. */
export function isUnfinished(row: Row): boolean {
  return row.is_complete === false;
}

/** What a row's period is called; one that is not over says so. */
export function periodLabel({ format, words, period }: View, row: Row): string {
  const label = format.period(String(row.period_start), period);
  return isUnfinished(row) ? say(words.soFar, { period: label }) : label;
}

/** The last whole period's retention in the range, the one before it, and how it went over time. */
export function useLatestRetention(isWanted: boolean) {
  const view = useView();
  const { rows, isAwaited } = useAnswer("retention", isWanted ? retentionParams(view) : undefined);
  const whole = (rows ?? []).filter((row) => endsBy(row, view));
  return {
    isAwaited,
    now: whole.at(-1),
    before: whole.at(-2),
    trend: whole.map((row) => row.retention_rate as number | null),
  };
}

/** True when a row's period is over, and by the end of the range: a month that has just begun has lost nobody yet. */
function endsBy(row: Row, { period, state, span }: View): boolean {
  if (isUnfinished(row)) return false;
  const start = String(row.period_start);
  const months = { month: 1, quarter: 3, year: 12, day: 0, week: 0 }[period];
  const days = { day: 1, week: 7, month: 0, quarter: 0, year: 0 }[period];
  const next = months > 0 ? addMonths(start, months, state.calendar) : addDays(start, days);
  return next <= span.until;
}
