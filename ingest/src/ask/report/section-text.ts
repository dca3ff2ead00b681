import { sparkline } from "../../output/terminal/sparkline.js";
import { type Cell, tableText } from "../../output/terminal/table.js";
import type { Column } from "../dashboard/question.js";
import { labelOf } from "./report-text.js";
import type { Section, SectionRow } from "./sections.js";

/** The number of periods that fit in the width of a terminal. */
const COHORT_COLUMNS = 13;

/**
 * A section as a table for people, with sparklines of its figures over time.
 *
 * @param labels labels of periods by their first day
 */
export function sectionText(
  { title, question, shown, words = {}, drawn = [], unfinished = [], tooFew }: Section,
  rows: readonly SectionRow[],
  labels: ReadonlyMap<string, string>,
): string {
  if (rows.length === 0) return `${title}\n\nNothing in this range.`;
  const isTooFew = tooFew?.(rows);
  if (isTooFew !== undefined) return `${title}\n\n${isTooFew}`;
  const columns = Object.keys(shown);
  if (columns.length === 0) return `${title}\n\n${cohortText(rows, labels)}`;
  const table = tableText({
    head: Object.values(shown),
    rows: rows.map((row) => {
      const isOver = row.is_complete !== false;
      return columns.map((column) => {
        if (!isOver && unfinished.includes(column)) return null;
        if (column === "period_start") return labelOf(String(row[column]), isOver, labels);
        return words[column]?.[String(row[column])] ?? cellOf(column, row[column]);
      });
    }),
    figures: columns
      .filter((column) => isFigure(question.columns[column]))
      .map((column) => shown[column] ?? ""),
  });
  const width = Math.max(0, ...drawn.map((column) => (shown[column] ?? "").length));
  const lines = drawn.map(
    (column) =>
      `${(shown[column] ?? "").padEnd(width)}  ${sparkline(rows.map((row) => numberOf(row[column])))}`,
  );
  return [title, table, ...(lines.length > 0 && rows.length > 1 ? [lines.join("\n")] : [])].join("\n\n");
}

function cohortText(rows: readonly SectionRow[], labels: ReadonlyMap<string, string>): string {
  const cohorts = new Map<string, SectionRow[]>();
  for (const row of rows) {
    const start = String(row.cohort_start);
    cohorts.set(start, [...(cohorts.get(start) ?? []), row]);
  }
  const longest = Math.max(...[...cohorts.values()].map((own) => own.length));
  const places = Array.from({ length: Math.min(COHORT_COLUMNS, longest) }, (_, place) => place);
  return tableText({
    head: ["cohort", "customers", ...places.map(String)],
    figures: places.map(String),
    rows: [...cohorts].map(([start, own]) => [
      labels.get(start) ?? start,
      numberOf(own[0]?.customers),
      ...places.map((place) => {
        const rate = numberOf(own[place]?.retention_rate)?.toFixed(1);
        if (rate === undefined) return place < own.length ? null : "";
        return own[place]?.is_complete === false ? `${rate}*` : rate;
      }),
    ]),
  });
}

function isFigure(column: Column | undefined): boolean {
  return column === "number" || column === "money";
}

function cellOf(column: string, value: SectionRow[string] | undefined): Cell {
  if (value === null || value === undefined) return null;
  // Rounded to four decimals for people; files give every digit.
  if (typeof value === "number") return Number.isInteger(value) ? value : value.toFixed(4);
  // Times are shown to the second.
  return column.endsWith("_at") ? String(value).slice(0, 19) : String(value);
}

function numberOf(value: SectionRow[string] | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
