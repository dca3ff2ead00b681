import { type Input, stringify } from "csv-stringify/sync";
import { guardText } from "./spreadsheet-text.js";

export interface CsvForm {
  /** Names of the columns, of rows that are objects; the file begins with them. */
  readonly columns?: readonly string[];
  /** For Excel: a byte order mark, and Windows' ends of lines. */
  readonly forExcel?: boolean;
}

/**
 * Rows as CSV, the one way in which Safar writes it: each text quoted, and guarded so that no spreadsheet runs it;
 * numbers with all of their digits, also those that travel as text.
 */
export function writeCsv(rows: Input, { columns, forExcel = false }: CsvForm = {}): string {
  return stringify(rows, {
    header: columns !== undefined,
    bom: forExcel,
    ...(columns && { columns }),
    record_delimiter: forExcel ? "windows" : "unix",
    cast: {
      boolean: (value) => String(value),
      string: (value) => ({ value: guardText(value), quoted: true }),
    },
  });
}
