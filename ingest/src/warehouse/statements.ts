import { WarehouseError } from "./warehouse.js";

/** The ClickHouse database that holds everything of Safar. */
export const DATABASE = "safar";

/**
 * One INSERT with its rows inline. Compact JSON rows go through the engine at twice the rate of objects,
 * and a column list keeps an older collector working on a newer table.
 */
export function insertStatement(table: string, columns: readonly string[], rows: readonly string[]): string {
  return `INSERT INTO ${DATABASE}.${table} (${columns.join(",")}) FORMAT JSONCompactEachRow\n${rows.join("\n")}\n`;
}

/**
 * Errors that say a row is unfit, so that sending the same rows again can't help.
 * Names from ClickHouse's src/Common/ErrorCodes.cpp; the number stands in `code` of a client error.
 */
const UNFIT_ROW = new Set([
  "CANNOT_PARSE_TEXT",
  "CANNOT_PARSE_ESCAPE_SEQUENCE",
  "CANNOT_PARSE_QUOTED_STRING",
  "CANNOT_PARSE_INPUT_ASSERTION_FAILED",
  "CANNOT_PARSE_DATETIME",
  "CANNOT_PARSE_NUMBER",
  "CANNOT_PARSE_BOOL",
  "INCORRECT_DATA",
  "CANNOT_READ_ALL_DATA",
  "DECIMAL_OVERFLOW",
  "ARGUMENT_OUT_OF_BOUND",
  "TYPE_MISMATCH",
  "UNKNOWN_ELEMENT_OF_ENUM",
  "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN",
  "TOO_LARGE_STRING_SIZE",
]);

/** Reads what a ClickHouse client threw into the one error of the warehouse port. */
export function toWarehouseError(error: unknown): WarehouseError {
  if (error instanceof WarehouseError) return error;
  const { message = String(error), type = "UNKNOWN" } = error as { message?: string; type?: string };
  return new WarehouseError(message, type, !UNFIT_ROW.has(type), { cause: error });
}
