import { Temporal } from "temporal-polyfill";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { type FigureRange, sqlPeriod } from "./figures.js";

/** A half-open time span in local time: `since` is included, `until` is not. */
export interface Span {
  readonly since: string;
  readonly until: string;
}

const WRITTEN = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/;

/**
 * Checks a `--since` or `--until`.
 *
 * @throws {RangeError} when it is not `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`, or not a day of the calendar
 */
export function readRangeEnd(text: string): string {
  try {
    if (!WRITTEN.test(text)) throw new RangeError("not written as a date");
    Temporal.PlainDateTime.from(text, { overflow: "reject" });
    return text;
  } catch {
    throw new RangeError(`"${text}" is not a date. Write it like 2024-05-31, or 2024-05-31 00:00:00.`);
  }
}

/**
 * The span of a source's orders: the default range. It begins with a whole period, so that the first period is
 * complete, and ends with the day of the last order.
 *
 * @returns undefined when the source has no order
 */
export async function spanOfOrders(
  warehouse: Warehouse,
  { source, timeZone, ...cut }: Pick<FigureRange, "source" | "timeZone" | "period" | "calendar">,
): Promise<(Span & { readonly lastDay: string }) | undefined> {
  const [orders] = await warehouse.query<{ first: string | null; last: string; until: string }>(
    "SELECT toString(first_day) AS first, toString(last_day) AS last, toString(addDays(last_day, 1)) AS until " +
      "FROM safar_internal.order_span(source = {source:String}, time_zone = {timeZone:String})",
    { source, timeZone },
  );
  if (!orders?.first) return undefined;
  const [start] = await warehouse.query<{ since: string }>(
    "SELECT toString(period_start) AS since FROM safar.calendar(period = {period:String}) WHERE day = {first:Date32}",
    { period: sqlPeriod(cut), first: orders.first },
  );
  return { since: start?.since ?? orders.first, until: orders.until, lastDay: orders.last };
}
