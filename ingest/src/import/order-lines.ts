import { UNREADABLE } from "@safar/schemas";
import { productsAmount } from "../event/enrich/money.js";
import type { PlacedMapping } from "./mapping.js";
import type { ReadCell } from "./read-cell.js";
import type { Role } from "./roles.js";
import type { TableRow } from "./table.js";

/** A product of an order, with the field names of the Ecommerce Spec. */
export interface Product {
  readonly product_id?: string;
  readonly name?: string;
  readonly category?: string;
  readonly price?: number | string;
  readonly quantity?: number | string;
}

export interface OrderLines {
  readonly products: readonly Product[];
  /** Sum of the lines, decimal text; undefined when no line has an amount. */
  readonly sum: string | undefined;
}

const PRODUCT_ROLES: readonly Role[] = ["productId", "productName", "price", "quantity"];

/**
 * Reads the lines of an order, and adds up their values: the column of `--line-value`, else price × quantity.
 *
 * @returns a reason when an amount of a line can't be read
 */
export function orderLines(
  rows: readonly TableRow[],
  { places }: PlacedMapping,
  cell: ReadCell,
): OrderLines | string {
  const products: Product[] = [];
  const worth: { price: string }[] = [];
  for (const row of rows) {
    if (!PRODUCT_ROLES.some((role) => cell.text(row, role) !== "") && cell.text(row, "lineValue") === "")
      continue;
    const amounts: Partial<Record<Role, string>> = {};
    for (const role of ["price", "quantity", "lineValue"] as const) {
      const text = cell.text(row, role);
      if (text === "") continue;
      const amount = cell.amount(row, role);
      if ("problem" in amount) return `row ${row.number}: ${amount.problem}`;
      amounts[role] = amount.decimal;
    }
    const { price, quantity, lineValue } = amounts;
    const [id, name, category] = (["productId", "productName", "category"] as const).map((role) =>
      cell.text(row, role),
    );
    products.push({
      // A product without an id is identified by its name.
      ...((id || name) && { product_id: id || name }),
      ...(name && { name }),
      ...(category && { category }),
      ...(price !== undefined && { price: exact(price) }),
      ...(quantity !== undefined && { quantity: exact(quantity) }),
    });
    if (lineValue !== undefined) worth.push({ price: lineValue });
  }
  const sum = productsAmount(places.lineValue === undefined ? products : worth);
  if (sum === UNREADABLE) return "the sum of its lines is larger than the largest order value";
  return { products: products.filter((product) => Object.keys(product).length > 0), sum };
}

/** A decimal with this many digits is exact as a JSON number (IEEE 754 binary64); a longer one is sent as text. */
const EXACT_DIGITS = 15;

/** An amount for JSON, with every digit. */
export function exact(decimal: string): number | string {
  return decimal.replace(/\D/g, "").length <= EXACT_DIGITS ? Number(decimal) : decimal;
}
