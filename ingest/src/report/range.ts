import { Temporal } from "temporal-polyfill";
import type { Warehouse } from "../warehouse/warehouse.js";
import type { FigureRange } from "./figures.js";

/** From the first moment to the one after the last, local to a time zone. */
export interface Span {
  readonly since: string;
  readonly until: string;
}

const WRITTEN = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/;

/**
 * Checks a `--since` or `--until`.
 *
 * @throws {RangeError} when it is not `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`, or no day of the calendar
 */
export function readRangeEnd(text: string): string {
  try {
    if (!WRITTEN.test(text)) throw new RangeError();
    Temporal.PlainDateTime.from(text, { overflow: "reject" });
    return text;
  } catch {
    throw new RangeError(`"${text}" is no date. Write it like 2024-05-31, or 2024-05-31 00:00:00.`);
  }
}

/**
 * The span of a source's orders: what is asked for when neither end is given. It begins with a whole period, so
 * that the first one is told of, too, and ends with the day of the last order.
 *
 * @returns undefined when the source has no order
 */
export async function spanOfOrders(
  warehouse: Warehouse,
  { source, timeZone, period }: Pick<FigureRange, "source" | "timeZone" | "period">,
): Promise<Span | undefined> {
  const [span] = await warehouse.query<Span & { readonly orders: number }>(
    "SELECT toFloat64(count()) AS orders, " +
      "toString(dateTrunc({period:String}, toDate32(min(ordered_at), {timeZone:String}))) AS since, " +
      "toString(addDays(toDate32(max(ordered_at), {timeZone:String}), 1)) AS until " +
      "FROM safar.orders WHERE source_id = {source:String}",
    { source, timeZone, period },
  );
  return span && span.orders > 0 ? { since: span.since, until: span.until } : undefined;
}
