import type { Row } from "../answers.js";
import { TimeChart } from "../charts/time-chart.js";
import { DataTable } from "../data-table.js";
import { Panel } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import {
  isSeriesSettled,
  isUnfinished,
  periodLabel,
  retentionParams,
  seriesParams,
  useSeries,
} from "./series.js";

const numbers = (rows: readonly Row[], column: string) =>
  rows.map((row) => (row[column] === null || row[column] === undefined ? null : Number(row[column])));

/** The same without what is told of a period that is not over: whoever has yet to come is not lost. */
const settled = (rows: readonly Row[], column: string) =>
  numbers(
    rows.map((row) => (isUnfinished(row) ? { ...row, [column]: null } : row)),
    column,
  );

/** Revenue by period, with that of the range before. */
export function RevenuePanel() {
  const view = useView();
  const { words, format, currency, period, span, compared } = view;
  const isDrawn = isSeriesSettled(view, useSeries(true));
  const before = useAnswer(
    "series",
    isDrawn && compared && currency ? seriesParams(view, compared) : undefined,
  );
  const beforeRows = compared ? (before.rows ?? []) : [];
  const labelOf = (row: Row) => periodLabel(view, row);
  const write = (value: number | null) => format.money(value, currency);
  return (
    <Panel
      id="revenue"
      title={words.revenueTitle}
      about={say(words.revenueAbout, { period: words.periodsWithin[period], currency })}
      question="series"
      params={currency ? seriesParams(view, span) : undefined}
      isBusy={before.isAwaited}
      chart={(rows) => (
        <TimeChart
          summary={summaryOf(
            words.revenueTitle,
            rows.map(labelOf),
            rows.map((row) => format.money(row.revenue, currency)),
          )}
          labels={rows.map(labelOf)}
          series={[
            ...(beforeRows.length > 0
              ? [
                  {
                    label: words.before,
                    values: fitted(numbers(beforeRows, "revenue"), rows.length),
                    colour: "--soft",
                    kind: "dashed" as const,
                  },
                ]
              : []),
            { label: words.now, values: numbers(rows, "revenue"), colour: "--teal", kind: "line" },
          ]}
          write={write}
          writeShort={format.compact}
        />
      )}
      table={(rows) => (
        <DataTable
          caption={words.revenueTitle}
          columns={[
            { head: words.periods[period], cell: labelOf },
            { head: words.tiles.revenue, isNumber: true, cell: (row) => format.money(row.revenue, currency) },
            { head: words.tiles.orders, isNumber: true, cell: (row) => format.count(row.orders) },
            {
              head: words.tiles.aov,
              isNumber: true,
              cell: (row) => format.money(row.average_order_value, currency),
            },
          ]}
          rows={rows}
        />
      )}
    />
  );
}

/** Customers by period: first-time and returning. */
export function CustomersPanel() {
  const view = useView();
  const { words, format, period, span, currency } = view;
  const labelOf = (row: Row) => periodLabel(view, row);
  return (
    <Panel
      id="customers-over-time"
      title={words.customersTitle}
      about={say(words.customersAbout, { period: words.periodsWithin[period] })}
      question="series"
      params={currency ? seriesParams(view, span) : undefined}
      chart={(rows) => (
        <TimeChart
          summary={summaryOf(
            words.customersTitle,
            rows.map(labelOf),
            rows.map((row) => format.count(row.customers)),
          )}
          labels={rows.map(labelOf)}
          series={[
            {
              label: words.returning,
              values: numbers(rows, "returning_customers"),
              colour: "--teal",
              kind: "stacked",
            },
            {
              label: words.firstTime,
              values: numbers(rows, "first_time_customers"),
              colour: "--saffron",
              kind: "stacked",
            },
          ]}
          write={format.count}
          writeShort={format.compact}
        />
      )}
      table={(rows) => (
        <DataTable
          caption={words.customersTitle}
          columns={[
            { head: words.periods[period], cell: labelOf },
            { head: words.tiles.customers, isNumber: true, cell: (row) => format.count(row.customers) },
            { head: words.firstTime, isNumber: true, cell: (row) => format.count(row.first_time_customers) },
            { head: words.returning, isNumber: true, cell: (row) => format.count(row.returning_customers) },
          ]}
          rows={rows}
        />
      )}
    />
  );
}

/** Of the customers of the period before, the share that stayed. */
export function RetentionPanel() {
  const view = useView();
  const { words, format, period } = view;
  const labelOf = (row: Row) => periodLabel(view, row);
  return (
    <Panel
      id="retention"
      title={words.retentionTitle}
      about={say(words.retentionAbout, { period: words.periodsWithin[period] })}
      question="retention"
      params={retentionParams(view)}
      isEmpty={(rows) => rows.every((row) => row.customers_at_start === 0 && row.customers_at_end === 0)}
      chart={(rows) => (
        <TimeChart
          summary={summaryOf(
            words.retentionTitle,
            rows.map(labelOf),
            settled(rows, "retention_rate").map((rate) => format.percent(rate)),
          )}
          labels={rows.map(labelOf)}
          series={[
            {
              label: words.retentionRate,
              values: settled(rows, "retention_rate"),
              colour: "--violet",
              kind: "line",
            },
          ]}
          write={(value) => format.percent(value)}
          writeShort={(value) => format.percent(value, 0)}
        />
      )}
      table={(rows) => (
        <DataTable
          caption={words.retentionTitle}
          columns={[
            { head: words.periods[period], cell: labelOf },
            {
              head: words.retentionRate,
              isNumber: true,
              cell: (row) => format.percent(isUnfinished(row) ? null : row.retention_rate, 2),
            },
            { head: words.returning, isNumber: true, cell: (row) => format.count(row.retained_customers) },
            {
              head: words.lapsed,
              isNumber: true,
              cell: (row) => format.count(isUnfinished(row) ? null : row.lapsed_customers),
            },
          ]}
          rows={rows}
        />
      )}
    />
  );
}

/** Who is new, stays, comes back or leaves. */
export function LifecyclePanel() {
  const view = useView();
  const { words, format, period } = view;
  const labelOf = (row: Row) => periodLabel(view, row);
  const columns = [
    { head: words.returning, column: "returning_customers", colour: "--teal", sign: 1 },
    { head: words.wonBack, column: "won_back_customers", colour: "--violet", sign: 1 },
    { head: words.new, column: "new_customers", colour: "--saffron", sign: 1 },
    { head: words.lapsed, column: "lapsed_customers", colour: "--rose", sign: -1 },
  ];
  const told = (row: Row, column: string) =>
    column === "lapsed_customers" && isUnfinished(row) ? null : row[column];
  return (
    <Panel
      id="lifecycle"
      title={words.lifecycleTitle}
      about={words.lifecycleAbout.replaceAll("{period}", words.periodsWithin[period])}
      question="lifecycle"
      params={retentionParams(view)}
      isEmpty={(rows) => rows.every((row) => row.active_customers === 0 && row.lapsed_customers === 0)}
      chart={(rows) => (
        <TimeChart
          summary={summaryOf(
            words.lifecycleTitle,
            rows.map(labelOf),
            rows.map((row) =>
              columns.map(({ head, column }) => `${head} ${format.count(told(row, column))}`).join(", "),
            ),
          )}
          labels={rows.map(labelOf)}
          series={columns.map(({ head, column, colour, sign }) => ({
            label: head,
            values: rows.map((row) => {
              const value = told(row, column);
              return value === null || value === undefined ? null : sign * Number(value);
            }),
            colour,
            kind: "stacked",
          }))}
          write={(value) => format.count(value === null ? null : Math.abs(value))}
          writeShort={(value) => format.compact(Math.abs(value))}
        />
      )}
      table={(rows) => (
        <DataTable
          caption={words.lifecycleTitle}
          columns={[
            { head: words.periods[period], cell: labelOf },
            ...columns.map(({ head, column }) => ({
              head,
              isNumber: true,
              cell: (row: Row) => format.count(told(row, column)),
            })),
          ]}
          rows={rows}
        />
      )}
    />
  );
}

/** A picture in a sentence: what it is of, and its first and last places. */
function summaryOf(title: string, labels: readonly string[], values: readonly string[]): string {
  if (labels.length === 0) return title;
  const told = labels.length === 1 ? [0] : [0, labels.length - 1];
  return `${title}: ${told.map((place) => `${labels[place]} ${values[place]}`).join(" – ")}`;
}

/** The range before beside this one: as many places, whatever the lengths of months. */
function fitted(values: readonly (number | null)[], length: number): (number | null)[] {
  return Array.from({ length }, (_, place) => values[place] ?? null);
}
