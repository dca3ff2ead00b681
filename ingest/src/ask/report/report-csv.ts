import { writeCsv } from "../../output/csv/write-csv.js";
import type { Figures } from "./figures.js";

/**
 * The figures as CSV, one row per figure: `kpi,figure,currency,period_start,value`. Every digit is kept. A rate
 * without a denominator is empty.
 */
export function reportCsv(figures: Figures): string {
  const rows = [
    ...rowsOf("repeat_customer_rate", figures.repeatCustomerRate),
    ...rowsOf("purchase_frequency", figures.purchaseFrequency),
    ...figures.averageOrderValue.flatMap((row) => rowsOf("average_order_value", row)),
    ...figures.customerValue.flatMap((row) => rowsOf("customer_value", row)),
    ...figures.retention.flatMap((row) => rowsOf("retention_rate", row)),
  ];
  return writeCsv(rows, { columns: ["kpi", "figure", "currency", "period_start", "value"] });
}

interface CsvFigure {
  readonly kpi: string;
  readonly figure: string;
  readonly currency: string;
  readonly period_start: string;
  readonly value: string | number | null;
}

function rowsOf(kpi: string, { currency = "", periodStart = "", ...figures }: FigureRow): CsvFigure[] {
  return Object.entries<CsvFigure["value"]>({ ...figures }).map(([name, value]) => ({
    kpi,
    figure: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    currency,
    period_start: periodStart,
    value,
  }));
}

type FigureRow = { readonly currency?: string; readonly periodStart?: string } & object;
