import { grouped } from "../../output/terminal/progress.js";
import { type Cell, tableText } from "../../output/terminal/table.js";
import { isAllEqual, type YearComparison } from "./compare-year.js";
import type { ComparedFigure } from "./comparison.js";
import type { Sending } from "./send-year.js";

/** The five KPIs, and which of a view's figures is the KPI itself. */
const FIVE: readonly { readonly kpi: string; readonly figure: string; readonly name: string }[] = [
  { kpi: "repeatCustomerRate", figure: "repeatCustomerRate", name: "repeat customer rate, %" },
  { kpi: "purchaseFrequency", figure: "purchaseFrequency", name: "purchase frequency" },
  { kpi: "averageOrderValue", figure: "averageOrderValue", name: "average order value" },
  { kpi: "averageOrderValue", figure: "netAverageOrderValue", name: "  net of refunds" },
  { kpi: "customerValue", figure: "customerValue", name: "customer value" },
];

/** The demo's result as tables: each figure from ClickHouse beside the one from the simulator's ledger. */
export function demoText(sending: Sending, comparison: YearComparison): string {
  const { figures, customers, stored, range, askSeconds } = comparison;
  return [
    `${grouped(sending.calls)} events sent in ${sending.seconds.toFixed(1)} s (${grouped(Math.round(sending.calls / sending.seconds))}/s): ` +
      `${grouped(sending.acknowledged)} acknowledged, ${grouped(sending.dropped)} dropped.`,
    `${grouped(sending.repeats)} of them were sent twice; ClickHouse stores ${grouped(stored)} events, each once.`,
    "",
    `Five KPIs from ${range.since} until ${range.until}, ${range.timeZone} (${askSeconds.toFixed(2)} s for the queries)`,
    tableText({
      head: ["figure", "", "ClickHouse", "ledger", "equal"],
      rows: fiveRows(figures),
      figures: ["ClickHouse", "ledger"],
    }),
    "",
    `Retention by ${range.period}`,
    tableText({
      head: [
        range.period,
        "start",
        "end",
        "first-time",
        "won back",
        "retained",
        "ClickHouse %",
        "ledger %",
        "equal",
      ],
      rows: retentionRows(figures),
      figures: ["ClickHouse %", "ledger %"],
    }),
    "",
    `Each customer's orders, revenue and average: ${grouped(customers.equal)} of ${grouped(customers.booked)} equal.`,
    verdict(sending, comparison),
  ].join("\n");
}

function fiveRows(figures: readonly ComparedFigure[]): Cell[][] {
  return FIVE.flatMap(({ kpi, figure, name }) =>
    figures
      .filter((row) => row.kpi === kpi && row.figure === figure)
      .map(({ of, asked, booked, equal }) => [name, of, asked, booked, yesNo(equal)]),
  );
}

/** A period is equal when all of its figures are. */
function retentionRows(figures: readonly ComparedFigure[]): Cell[][] {
  const retention = figures.filter(({ kpi }) => kpi === "retention");
  const periods = [...new Set(retention.map(({ of }) => of))];
  return periods.map((period) => {
    const rows = retention.filter(({ of }) => of === period);
    const cell = (figure: string) => rows.find((row) => row.figure === figure);
    const rate = cell("retentionRate");
    return [
      period,
      ...[
        "customersAtStart",
        "customersAtEnd",
        "firstTimeCustomers",
        "wonBackCustomers",
        "retainedCustomers",
      ].map((figure) => cell(figure)?.asked ?? null),
      rate?.asked ?? null,
      rate?.booked ?? null,
      yesNo(rows.every(({ equal }) => equal)),
    ];
  });
}

function verdict(sending: Sending, comparison: YearComparison): string {
  const { figures } = comparison;
  if (isAllEqual(comparison, sending))
    return `All ${grouped(figures.length)} figures are equal to the last digit.`;
  const different = figures.filter(({ equal }) => !equal);
  const listed = different.map(
    ({ kpi, figure, of, asked, booked }) =>
      `  ${[kpi, figure, of].filter(Boolean).join(" ")}: ${asked} in ClickHouse, ${booked} in the ledger`,
  );
  return [`These figures differ:`, ...listed, ...countProblems(sending, comparison)].join("\n");
}

function countProblems({ calls, repeats }: Sending, { customers, stored }: YearComparison): string[] {
  const expected = calls - repeats;
  return [
    ...(stored === expected ? [] : [`  events: ${stored} in ClickHouse, ${expected} were sent`]),
    ...(customers.asked === customers.booked && customers.equal === customers.booked
      ? []
      : [
          `  customers: ${customers.asked} in ClickHouse, ${customers.booked} in the ledger, ${customers.equal} of them equal`,
        ]),
  ];
}

function yesNo(equal: boolean): string {
  return equal ? "yes" : "NO";
}
