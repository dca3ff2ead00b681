import type { Figures } from "../../ask/report/figures.js";
import type { Cell } from "../../output/terminal/table.js";

/** One figure from the views and from the ledger. */
export interface ComparedFigure {
  readonly kpi: string;
  readonly figure: string;
  /** A currency, the first day of a period, or "". */
  readonly of: string;
  readonly asked: Cell;
  readonly booked: Cell;
  /** Equal to the last digit. */
  readonly equal: boolean;
}

/** Compares the views' figures with the ledger's, one by one. A figure that only one side has differs. */
export function compareFigures(asked: Figures, booked: Figures): ComparedFigure[] {
  return (Object.keys(booked) as (keyof Figures)[]).flatMap((kpi) => {
    const [askedRows, bookedRows] = [rowsOf(asked[kpi]), rowsOf(booked[kpi])];
    const keys = new Set([...bookedRows.keys(), ...askedRows.keys()]);
    return [...keys].flatMap((of) => compareRows(kpi, of, askedRows.get(of) ?? {}, bookedRows.get(of) ?? {}));
  });
}

type Row = Readonly<Record<string, Cell>>;

function compareRows(kpi: string, of: string, asked: Row, booked: Row): ComparedFigure[] {
  const figures = new Set([...Object.keys(booked), ...Object.keys(asked)]);
  return [...figures].map((figure) => ({
    kpi,
    figure,
    of,
    asked: asked[figure] ?? null,
    booked: booked[figure] ?? null,
    equal: figure in asked && figure in booked && asked[figure] === booked[figure],
  }));
}

/** A KPI's rows by their key: a currency, a period, or the whole range. */
function rowsOf(kpi: Figures[keyof Figures]): Map<string, Row> {
  const rows = Array.isArray(kpi) ? kpi : [kpi];
  return new Map(
    rows.map(
      ({ currency, periodStart, ...row }: Row) => [String(currency ?? periodStart ?? ""), row] as const,
    ),
  );
}
