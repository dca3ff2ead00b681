import { currencyCode } from "../settings/currency.js";
import type { PlacedMapping } from "./mapping.js";
import { type OrderLines, orderLines } from "./order-lines.js";
import { idProblem, type ReadCell } from "./read-cell.js";
import type { TableRow } from "./table.js";
import { type Who, whoBought } from "./who.js";

/** The facts in the rows of one order. */
export interface OrderFacts {
  readonly orderId: string;
  readonly who: Who;
  /** Epoch milliseconds, and the text as written. */
  readonly at: number;
  readonly timeText: string;
  /** "" for the source's currency. */
  readonly currency: string;
  /** Decimal text; "" when the rows have no value. */
  readonly value: string;
  readonly lines: OrderLines;
  /** Whether its state means that it was cancelled. */
  readonly isCancelled: boolean;
}

/** Why rows are no order: they have no customer, nothing was bought, or they are rejected. */
export type NoFacts =
  | { readonly kind: "guest" | "no order" }
  | { readonly kind: "rejected"; readonly reason: string };

/** Reads the rows of one order. */
export function readOrder(
  rows: readonly TableRow[],
  mapping: PlacedMapping,
  cell: ReadCell,
): OrderFacts | NoFacts {
  const misfit = rows.find((row) => lengthProblem(row, mapping.columnCount));
  if (misfit) return rejected(lengthProblem(misfit, mapping.columnCount)!);
  const orderId = cell.id(rows, "orderId");
  if (orderId === "") return rejected("it has no order id");
  const unfit = idProblem(orderId, "order id");
  if (unfit) return rejected(unfit);

  const state = cell.first(rows, "status");
  const meaning = state === "" || !mapping.preset ? "order" : mapping.preset.meaning(state);
  if (meaning === undefined) {
    return rejected(
      `its state "${state.slice(0, 80)}" is not a known order state of ${mapping.preset?.title}`,
    );
  }
  if (meaning === "no order") return { kind: "no order" };

  const bought = whoBought((role) => (role === "customer" ? cell.id(rows, role) : cell.first(rows, role)));
  if (typeof bought === "string") return rejected(bought);
  if (bought === undefined && mapping.guests === "skip") return { kind: "guest" };
  const who: Who = bought ?? { anonymousId: `guest:${orderId}`, traits: {} };
  const nobody = idProblem(who.userId ?? who.anonymousId ?? "", "customer");
  if (nobody) return rejected(nobody);

  const timeText = cell.first(rows, "time");
  const time = cell.time(timeText);
  if ("problem" in time) return rejected(time.problem);
  const currency = currencyOf(rows, mapping, cell);
  if (typeof currency === "object") return rejected(currency.problem);
  const value = toldValue(rows, cell);
  if (typeof value === "object") return rejected(value.problem);
  const lines = mapping.rows === "line" ? orderLines(rows, mapping, cell) : NO_LINES;
  if (typeof lines === "string") return rejected(lines);
  return {
    orderId,
    who,
    at: time.at,
    timeText,
    currency,
    value,
    lines,
    isCancelled: meaning === "cancelled",
  };
}

const NO_LINES: OrderLines = { products: [], sum: undefined };

function lengthProblem({ number, fields }: TableRow, columnCount: number): string | undefined {
  const isLonger = fields.slice(columnCount).some((field) => field.trim() !== "");
  return isLonger || fields.length < columnCount
    ? `row ${number} has ${fields.length} fields, the header has ${columnCount}`
    : undefined;
}

function currencyOf(
  rows: readonly TableRow[],
  { places, currency = "" }: PlacedMapping,
  cell: ReadCell,
): string | { problem: string } {
  const told = places.currency === undefined ? "" : cell.first(rows, "currency");
  const name = told === "" ? currency : told;
  if (name === "") return "";
  const problem = `its currency "${name.slice(0, 20)}" is not an ISO 4217 code such as EUR`;
  return currencyCode(name) ?? { problem };
}

/** The order's value, which may be in one of its rows or in all; "" when it is in none. */
function toldValue(rows: readonly TableRow[], cell: ReadCell): string | { problem: string } {
  let told: string | undefined;
  for (const row of rows) {
    if (cell.text(row, "value") === "") continue;
    const amount = cell.amount(row, "value");
    if ("problem" in amount) return amount;
    if (told !== undefined && told !== amount.decimal) {
      return {
        problem: `its rows have two different values, ${told} and ${amount.decimal}; use --line-value for a column that must be added up`,
      };
    }
    told = amount.decimal;
  }
  return told ?? "";
}

function rejected(reason: string): NoFacts {
  return { kind: "rejected", reason };
}
