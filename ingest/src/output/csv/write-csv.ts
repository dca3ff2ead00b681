import { type Input, stringify } from "csv-stringify/sync";
import { guardText } from "./spreadsheet-text.js";

export interface CsvForm {
  /** Column names for rows that are objects; written as the header. */
  readonly columns?: readonly string[];
  /** For Excel: a byte order mark, and Windows line endings. */
  readonly forExcel?: boolean;
}

/**
 * Writes rows as CSV; all of Safar's CSV comes from here. Each text is quoted and guarded against formulas; numbers
 * keep all their digits, including those in text form.
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
