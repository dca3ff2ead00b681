import { isTimeZone } from "../time-zone.js";
import type { Condition } from "./where.js";

/** The order events that rows can become. */
export const IMPORT_EVENTS = [
  "Order Completed",
  "Order Updated",
  "Order Refunded",
  "Order Cancelled",
] as const;
export type ImportEvent = (typeof IMPORT_EVENTS)[number];

/** Which column says what, and what becomes of the rows. Columns are named as the file's header names them. */
export interface Mapping {
  readonly event: ImportEvent;
  readonly orderId: string;
  readonly customer: string;
  readonly time: string;
  /** Undefined only for cancellations, and for refunds of all that is left. */
  readonly value?: string;
  /** The zone that times without an offset are local to, an IANA name. */
  readonly timeZone: string;
  /** One currency for all rows, or the column that names it; neither leaves it to the source. */
  readonly currency?: string;
  readonly currencyColumn?: string;
  /** A row must meet all of them. */
  readonly where: readonly Condition[];
  /** What becomes of rows without a customer: left out, or each order a customer of its own. */
  readonly guests: "skip" | "by-order";
}

/** A mapping whose columns are places in a row. */
export interface PlacedMapping
  extends Omit<Mapping, "orderId" | "customer" | "time" | "value" | "currencyColumn" | "where"> {
  readonly columnCount: number;
  readonly orderId: number;
  readonly customer: number;
  readonly time: number;
  readonly value: number | undefined;
  readonly currencyColumn: number | undefined;
  readonly where: readonly { readonly place: number; readonly condition: Condition }[];
}

/**
 * Finds a mapping's columns in a header.
 *
 * @throws {RangeError} naming every column that isn't there and those that are, or what else can't be
 */
export function placeMapping(mapping: Mapping, columns: readonly string[]): PlacedMapping {
  const { orderId, customer, time, value, currencyColumn, where } = mapping;
  const wanted = [orderId, customer, time, value, currencyColumn, ...where.map(({ column }) => column)];
  const missing = wanted.filter((column) => column !== undefined && !columns.includes(column));
  if (missing.length > 0) {
    const names = missing.map((column) => `"${column}"`).join(", ");
    throw new RangeError(`The file has no column ${names}. Its columns are: ${columns.join(", ")}.`);
  }
  if (!isTimeZone(mapping.timeZone)) {
    throw new RangeError(`"${mapping.timeZone}" is no time zone. Use an IANA name, such as Europe/London.`);
  }
  if (value === undefined && !WITHOUT_VALUE.has(mapping.event)) {
    throw new RangeError(`${mapping.event} needs a value: name its column with --value.`);
  }
  if (mapping.currency !== undefined && !/^[A-Z]{3}$/.test(mapping.currency)) {
    throw new RangeError(`"${mapping.currency}" is no currency. Use an ISO 4217 code, such as EUR or GBP.`);
  }
  const place = (column: string) => columns.indexOf(column);
  return {
    ...mapping,
    columnCount: columns.length,
    orderId: place(orderId),
    customer: place(customer),
    time: place(time),
    value: value === undefined ? undefined : place(value),
    currencyColumn: currencyColumn === undefined ? undefined : place(currencyColumn),
    where: where.map((condition) => ({ place: place(condition.column), condition })),
  };
}

const WITHOUT_VALUE: ReadonlySet<ImportEvent> = new Set(["Order Refunded", "Order Cancelled"]);
