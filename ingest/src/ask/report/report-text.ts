import { grouped } from "../../output/terminal/progress.js";
import { sparkline } from "../../output/terminal/sparkline.js";
import { type Cell, tableText } from "../../output/terminal/table.js";
import type { AverageOrderValue, CustomerValue, FigureRange, Figures } from "./figures.js";

const MONEY = ["revenue", "average order", "customer value", "refunds", "net revenue", "net average"];
const FREQUENCY = "frequency";
const RATES = ["retention %", "churn %"];

/** The source, range and time zone of a report. */
export function rangeText({ source, since, until, timeZone }: FigureRange): string {
  return `${source}, from ${since} until ${until}, ${timeZone}`;
}

/**
 * The five KPIs of a range as tables for people.
 *
 * @param labels labels of periods by their first day. A period without a label shows its first day
 */
export function reportText(
  figures: Figures,
  range: FigureRange,
  labels: ReadonlyMap<string, string> = new Map(),
): string {
  const { period } = range;
  const rates = figures.retention
    .filter(({ isComplete }) => isComplete === 1)
    .map(({ retentionRate }) => retentionRate);
  return [
    rangeText(range),
    "Customers and their orders, all currencies together",
    tableText({ head: ["figure", "value", "from"], rows: customerRows(figures), figures: ["value"] }),
    "Amounts by currency: its orders, and the customers who bought in it",
    tableText({
      head: ["currency", "orders", "customers", FREQUENCY, ...MONEY],
      figures: [FREQUENCY, ...MONEY],
      rows: figures.averageOrderValue.map((row) => moneyRow(row, figures.customerValue)),
    }),
    `Retention by ${period}, customers of all currencies`,
    tableText({
      head: [period, "start", "end", "first-time", "won back", "retained", "lapsed", ...RATES],
      figures: RATES,
      rows: figures.retention.map((row) => [
        labelOf(row.periodStart, row.isComplete === 1, labels),
        row.customersAtStart,
        row.customersAtEnd,
        row.firstTimeCustomers,
        row.wonBackCustomers,
        row.retainedCustomers,
        ...(row.isComplete === 1
          ? [row.lapsedCustomers, percentText(row.retentionRate), percentText(row.churnRate)]
          : [null, null, null]),
      ]),
    }),
    ...(rates.length > 1 ? [`retention  ${sparkline(rates)}`] : []),
  ].join("\n\n");
}

/** A period's label. A period that is not over is marked "so far". */
export function labelOf(start: string, isComplete: boolean, labels: ReadonlyMap<string, string>): string {
  const label = labels.get(start) ?? start;
  return isComplete ? label : `${label} so far`;
}

/** A currency's figures: customer value is its frequency x its average order. */
function moneyRow(row: AverageOrderValue, values: readonly CustomerValue[]): Cell[] {
  const value = values.find(({ currency }) => currency === row.currency);
  return [
    row.currency,
    row.orders,
    value?.customers ?? 0,
    value?.purchaseFrequency?.toFixed(6) ?? null,
    row.revenue,
    row.averageOrderValue,
    value?.customerValue ?? null,
    row.refunds,
    row.netRevenue,
    row.netAverageOrderValue,
  ];
}

function customerRows({ repeatCustomerRate: repeat, purchaseFrequency: frequency }: Figures): Cell[][] {
  return [
    [
      "repeat customer rate, %",
      percentText(repeat.repeatCustomerRate),
      `${grouped(repeat.repeatCustomers)} of ${grouped(repeat.customers)} customers`,
    ],
    [
      "purchase frequency",
      frequency.purchaseFrequency?.toFixed(6) ?? null,
      `${grouped(frequency.orders)} orders of ${grouped(frequency.customers)} customers`,
    ],
    ["orders without value", frequency.ordersWithoutValue, "not counted as purchases"],
  ];
}

/** Rounded to four decimals for people; `--json` and `--csv` give every digit. */
function percentText(rate: number | null): string | null {
  return rate === null ? null : rate.toFixed(4);
}
