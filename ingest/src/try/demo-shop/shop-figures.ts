import { Temporal } from "temporal-polyfill";
import { askFigures } from "../../ask/report/ask-figures.js";
import type { FigureRange, Figures } from "../../ask/report/figures.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { DEMO_SOURCE } from "./source.js";

/** Number of months in the demo shop's figures, including the current one. */
const MONTHS = 6;

/** How long an answer is reused, in milliseconds, so that ClickHouse computes at most one a second. */
const FRESH_MS = 1_000;

export interface ShopFigures {
  readonly range: FigureRange;
  readonly figures: Figures;
}

/**
 * Creates the function that returns the demo shop's five KPIs of the last six months. Concurrent callers share one
 * result.
 *
 * @param timeZone the source's, an IANA name
 */
export function shopFigures(warehouse: Warehouse, timeZone: string): (now?: number) => Promise<ShopFigures> {
  let latest: { readonly askedAt: number; readonly answer: Promise<ShopFigures> } | undefined;
  return (now = Date.now()) => {
    if (latest && now < latest.askedAt + FRESH_MS) return latest.answer;
    const range = lastMonths(timeZone, now);
    // One query at a time: the next one waits for the current one.
    const before = latest?.answer.catch(() => undefined) ?? Promise.resolve();
    const answer = before.then(async () => ({ range, figures: await askFigures(warehouse, range) }));
    latest = { askedAt: now, answer };
    answer.catch(() => {
      if (latest?.answer === answer) latest = undefined;
    });
    return answer;
  };
}

function lastMonths(timeZone: string, now: number): FigureRange {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  return {
    source: DEMO_SOURCE,
    since: today
      .with({ day: 1 })
      .subtract({ months: MONTHS - 1 })
      .toString(),
    until: today.add({ days: 1 }).toString(),
    timeZone,
    period: "month",
  };
}
