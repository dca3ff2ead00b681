import { currencyCode } from "../settings/currency.js";
import { isTimeZone } from "../settings/time-zone.js";
import type { DecimalSign } from "./amount.js";
import { findColumn } from "./columns.js";
import { type ReadFormat, readDateFormat } from "./date-format.js";
import type { Preset } from "./presets/preset.js";
import { ROLES, type Role } from "./roles.js";
import type { Condition } from "./where.js";

/** The order events that rows can become. */
export const IMPORT_EVENTS = [
  "Order Completed",
  "Order Updated",
  "Order Refunded",
  "Order Cancelled",
] as const;
export type ImportEvent = (typeof IMPORT_EVENTS)[number];

/** Which column has which role, and how rows become events. Columns have the names of the file's header. */
export interface Mapping {
  readonly event: ImportEvent;
  readonly columns: Readonly<Partial<Record<Role, string>>>;
  /** The columns and rules of a platform's export. Columns named in options override them. */
  readonly preset?: Preset | undefined;
  /** One row per order, or one row per line of an order. Default: lines, if a column of lines is named. */
  readonly rows?: "order" | "line" | undefined;
  /** Time zone of times without an offset, an IANA name. */
  readonly timeZone: string;
  readonly dateFormat?: string | undefined;
  /** The decimal separator; detected by default. */
  readonly decimal?: DecimalSign | undefined;
  /** The source's decimal separator, for a file that does not show one. */
  readonly usualDecimal?: DecimalSign | undefined;
  /** Currency of rows that name none; undefined for the source's. */
  readonly currency?: string | undefined;
  /** A row must match all of them. */
  readonly where: readonly Condition[];
  /** Rows without a customer are skipped, or each order counts as one customer. */
  readonly guests: "skip" | "by-order";
}

/** A mapping with column indexes instead of names. */
export interface PlacedMapping extends Omit<Mapping, "columns" | "where" | "rows" | "dateFormat"> {
  readonly columnCount: number;
  readonly places: Readonly<Partial<Record<Role, number>>>;
  /** The column that groups rows into orders: the order's id, unless a preset names another. */
  readonly groupBy: number;
  readonly rows: "order" | "line";
  readonly format: ReadFormat | undefined;
  readonly where: readonly { readonly place: number; readonly condition: Condition }[];
}

/** Columns with values per line of an order. */
const LINE_ROLES: readonly Role[] = ["lineValue", "productId", "productName", "price", "quantity"];

/**
 * Finds a mapping's columns in a header.
 *
 * @throws {RangeError} naming missing and existing columns, or another option that is invalid
 */
export function placeMapping(mapping: Mapping, columns: readonly string[]): PlacedMapping {
  const { preset, event } = mapping;
  const missing: string[] = [];
  const placeOf = (column: string) => {
    const place = findColumn(column, columns);
    if (place === undefined) missing.push(column);
    return place;
  };
  const places: Partial<Record<Role, number>> = {};
  for (const role of ROLES) {
    const named = mapping.columns[role];
    const place = named === undefined ? presetPlace(preset, role, columns) : placeOf(named);
    if (place !== undefined) places[role] = place;
  }
  const where = mapping.where.map((condition) => ({ place: placeOf(condition.column)!, condition }));
  if (missing.length > 0) {
    const names = missing.map((column) => `"${column}"`).join(", ");
    const lines =
      mapping.columns.value !== undefined && missing.includes(mapping.columns.value)
        ? ` ${ROWS_OF_LINES}`
        : "";
    throw new RangeError(`The file has no column ${names}. Its columns are: ${columns.join(", ")}.${lines}`);
  }
  checkRoles(mapping, places, columns);
  if (!isTimeZone(mapping.timeZone)) {
    throw new RangeError(
      `"${mapping.timeZone}" is not a time zone. Use an IANA name, such as Europe/London.`,
    );
  }
  if (mapping.currency !== undefined && currencyCode(mapping.currency) === undefined) {
    throw new RangeError(
      `"${mapping.currency}" is not a currency. Use an ISO 4217 code, such as EUR or GBP, or toman.`,
    );
  }
  const { rows = preset?.rows ?? (LINE_ROLES.some((role) => role in mapping.columns) ? "line" : "order") } =
    mapping;
  if (rows === "line" && event !== "Order Completed" && event !== "Order Updated") {
    throw new RangeError(`${event} needs one row per order: do not name columns of order lines with it.`);
  }
  const { dateFormat, columns: _, ...rest } = mapping;
  return {
    ...rest,
    columnCount: columns.length,
    places,
    groupBy: presetPlace(preset, "group", columns) ?? places.orderId!,
    rows,
    format: dateFormat === undefined ? undefined : readDateFormat(dateFormat),
    where,
  };
}

/** Advice for a file without a column of the order's value. */
const ROWS_OF_LINES =
  "If each row is one line of an order, use --price and --quantity, or --line-value, instead of --value.";

function checkRoles(
  { event, preset }: Mapping,
  places: Partial<Record<Role, number>>,
  columns: readonly string[],
): void {
  const needs = (role: Role, option: string, what: string) => {
    if (places[role] !== undefined) return;
    const whose = preset ? `This is not an export of ${preset.title}, or one of an unknown form. ` : "";
    throw new RangeError(
      `${whose}Name the column of ${what} with ${option}. The file's columns are: ${columns.join(", ")}.`,
    );
  };
  needs("orderId", "--order-id", "the order's id");
  needs("time", "--time", "the order's time");
  if (places.customer === undefined && places.email === undefined && places.phone === undefined) {
    throw new RangeError(
      `Name the column of the customer with --customer, --email or --phone. The file's columns are: ${columns.join(", ")}.`,
    );
  }
  if (event === "Order Refunded" || event === "Order Cancelled") return;
  if (places.value === undefined && places.lineValue === undefined && places.price === undefined) {
    throw new RangeError(
      `${event} needs a value: name its column with --value. ${ROWS_OF_LINES} The file's columns are: ${columns.join(", ")}.`,
    );
  }
}

function presetPlace(
  preset: Preset | undefined,
  role: Role | "group",
  columns: readonly string[],
): number | undefined {
  for (const name of preset?.columns[role] ?? []) {
    const place = columns.indexOf(name);
    if (place >= 0) return place;
  }
  return undefined;
}
