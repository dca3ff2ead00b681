import { stringify } from "csv-stringify/sync";
import type { Question } from "./question.js";

/**
 * A question's answer as a file that a spreadsheet opens: UTF-8 with the mark that Excel wants, every digit, and no
 * text that a spreadsheet would run as a formula (such as a customer's name that begins with `=`).
 *
 * @param forPrograms without the mark, and with the line ends of a terminal
 */
export function answerCsv(
  { columns }: Question,
  rows: readonly Record<string, unknown>[],
  forPrograms = false,
): string {
  return stringify(rows as Record<string, unknown>[], {
    header: true,
    bom: !forPrograms,
    columns: Object.keys(columns),
    record_delimiter: forPrograms ? "unix" : "windows",
    cast: {
      boolean: (value) => String(value),
      // Amounts are numbers, and a minus before them is no formula.
      string: (value, { column }) => ({
        value,
        escape_formulas: columns[String(column)] !== "money",
      }),
    },
  });
}
