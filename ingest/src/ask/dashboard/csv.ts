import { writeCsv } from "../../output/csv/write-csv.js";
import type { Question } from "./question.js";

/**
 * A question's answer as CSV, with every digit.
 *
 * @param forPrograms not for a spreadsheet: without the mark that Excel wants, and with the line ends of a terminal
 */
export function answerCsv(
  { columns }: Question,
  rows: readonly Record<string, unknown>[],
  forPrograms = false,
): string {
  return writeCsv(rows as Record<string, unknown>[], {
    columns: Object.keys(columns),
    forExcel: !forPrograms,
  });
}
