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

/** Which column says what, and what becomes of the rows. Columns are named as the file's header names them. */
export interface Mapping {
  readonly event: ImportEvent;
  readonly columns: Readonly<Partial<Record<Role, string>>>;
  /** The columns and rules of a platform's export, under those that are named. */
  readonly preset?: Preset | undefined;
  /** One row an order, or one row a line of an order. Default: lines where a column of theirs is named. */
  readonly rows?: "order" | "line" | undefined;
  /** The zone that times without an offset are local to, an IANA name. */
  readonly timeZone: string;
  readonly dateFormat?: string | undefined;
  /** What divides whole from parts; detected by default. */
  readonly decimal?: DecimalSign | undefined;
  /** The same as the source has it, for a file that doesn't show it. */
  readonly usualDecimal?: DecimalSign | undefined;
  /** One currency for all rows that name none; undefined leaves it to the source. */
  readonly currency?: string | undefined;
  /** A row must meet all of them. */
  readonly where: readonly Condition[];
  /** What becomes of rows without a customer: left out, or each order a customer of its own. */
  readonly guests: "skip" | "by-order";
}

/** A mapping whose columns are places in a row. */
export interface PlacedMapping extends Omit<Mapping, "columns" | "where" | "rows" | "dateFormat"> {
  readonly columnCount: number;
  readonly places: Readonly<Partial<Record<Role, number>>>;
  /** The column whose rows belong together: the order's id, unless a preset names another. */
  readonly groupBy: number;
  readonly rows: "order" | "line";
  readonly format: ReadFormat | undefined;
  readonly where: readonly { readonly place: number; readonly condition: Condition }[];
}

/** Columns of which a file has one a line of an order. */
const LINE_ROLES: readonly Role[] = ["lineValue", "productId", "productName", "price", "quantity"];

/**
 * Finds a mapping's columns in a header.
 *
 * @throws {RangeError} naming every column that isn't there and those that are, or what else can't be
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
    throw new RangeError(`"${mapping.timeZone}" is no time zone. Use an IANA name, such as Europe/London.`);
  }
  if (mapping.currency !== undefined && currencyCode(mapping.currency) === undefined) {
    throw new RangeError(
      `"${mapping.currency}" is no currency. Use an ISO 4217 code, such as EUR or GBP, or toman.`,
    );
  }
  const { rows = preset?.rows ?? (LINE_ROLES.some((role) => role in mapping.columns) ? "line" : "order") } =
    mapping;
  if (rows === "line" && event !== "Order Completed" && event !== "Order Updated") {
    throw new RangeError(`${event} takes one row each: name no columns of lines with it.`);
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

/** What to do with a file that has no column of the whole order's value. */
const ROWS_OF_LINES =
  "Where each row is one line of an order, name --price and --quantity, or --line-value, in place of --value.";

function checkRoles(
  { event, preset }: Mapping,
  places: Partial<Record<Role, number>>,
  columns: readonly string[],
): void {
  const needs = (role: Role, option: string, what: string) => {
    if (places[role] !== undefined) return;
    const whose = preset ? `This is no export of ${preset.title}, or another one than Safar knows. ` : "";
    throw new RangeError(
      `${whose}Name the column of ${what} with ${option}. The file's columns are: ${columns.join(", ")}.`,
    );
  };
  needs("orderId", "--order-id", "the order's id");
  needs("time", "--time", "the order's time");
  if (places.customer === undefined && places.email === undefined && places.phone === undefined) {
    throw new RangeError(
      `Say who bought: name the column with --customer, --email or --phone. The file's columns are: ${columns.join(", ")}.`,
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
