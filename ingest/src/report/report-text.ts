import { grouped } from "../terminal/progress.js";
import { sparkline } from "../terminal/sparkline.js";
import { type Cell, tableText } from "../terminal/table.js";
import type { FigureRange, Figures } from "./figures.js";

const MONEY = ["revenue", "average order", "refunds", "net revenue", "net average", "customer value"];
const RATES = ["retention %", "churn %"];

/** What a report is of. */
export function rangeText({ source, since, until, timeZone }: FigureRange): string {
  return `${source}, from ${since} until ${until}, ${timeZone}`;
}

/**
 * The five KPIs of a range as tables for people.
 *
 * @param labels what a period is called, by its first day; without one, by that day
 */
export function reportText(
  figures: Figures,
  range: FigureRange,
  labels: ReadonlyMap<string, string> = new Map(),
): string {
  const { period } = range;
  const rates = figures.retention.map(({ retentionRate }) => retentionRate);
  return [
    rangeText(range),
    tableText({ head: ["figure", "value", "from"], rows: customerRows(figures), figures: ["value"] }),
    "Money, each currency by itself",
    tableText({
      head: ["currency", "orders", ...MONEY],
      figures: MONEY,
      rows: figures.averageOrderValue.map((row) => [
        row.currency,
        row.orders,
        row.revenue,
        row.averageOrderValue,
        row.refunds,
        row.netRevenue,
        row.netAverageOrderValue,
        figures.customerValue.find(({ currency }) => currency === row.currency)?.customerValue ?? null,
      ]),
    }),
    `Retention by ${period}, in customers and percent`,
    tableText({
      head: [period, "start", "end", "first-time", "won back", "retained", "lapsed", ...RATES],
      figures: RATES,
      rows: figures.retention.map((row) => [
        labels.get(row.periodStart) ?? row.periodStart,
        row.customersAtStart,
        row.customersAtEnd,
        row.firstTimeCustomers,
        row.wonBackCustomers,
        row.retainedCustomers,
        row.lapsedCustomers,
        percentText(row.retentionRate),
        percentText(row.churnRate),
      ]),
    }),
    ...(rates.length > 1 ? [`retention  ${sparkline(rates)}`] : []),
  ].join("\n\n");
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

/** Four digits behind the point are enough to read; `--json` and `--csv` give all. */
function percentText(rate: number | null): string | null {
  return rate === null ? null : rate.toFixed(4);
}
