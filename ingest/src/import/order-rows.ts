import type { PlacedMapping } from "./mapping.js";
import type { Role } from "./roles.js";
import type { TableRow } from "./table.js";
import { meets } from "./where.js";
import { written } from "./written.js";

/** The rows of one order: one, or one per line. */
export interface OrderRows {
  /** In file order; empty when --where leaves out the row. */
  readonly rows: readonly TableRow[];
  /** Number of file rows since the previous order. */
  readonly consumed: number;
  /** How many of them --where left out. */
  readonly filtered: number;
  readonly fraction: number;
}

/** Maximum number of rows in memory when an order's lines are not adjacent. */
const MOST_HELD = 2_000_000;

/** Fields of an order as a whole: a row without the order's id must not have any of them. */
const OF_ORDER: readonly Role[] = ["time", "value", "customer", "email", "phone"];

/**
 * Groups rows by order. A row without an order id belongs to the order above it, because exports leave the order's
 * fields blank from its second line on.
 *
 * @param isScattered an order's lines are not adjacent: all rows are read before the first order is returned
 * @throws {Error} when lines are not adjacent and the file is too long to hold in memory
 */
export async function* orderRows(
  rows: AsyncIterable<TableRow>,
  mapping: PlacedMapping,
  isScattered: boolean,
): AsyncGenerator<OrderRows> {
  const isWanted = (row: TableRow) =>
    mapping.where.every(({ place, condition }) => meets(row.fields[place] ?? "", condition));
  if (mapping.rows === "order") {
    for await (const row of rows) {
      const wanted = isWanted(row);
      yield { rows: wanted ? [row] : [], consumed: 1, filtered: wanted ? 0 : 1, fraction: row.fraction };
    }
    return;
  }
  const continues = (row: TableRow) =>
    OF_ORDER.every((role) => written(row.fields[mapping.places[role] ?? -1] ?? "") === "");
  yield* isScattered
    ? gathered(rows, mapping, isWanted, continues)
    : adjacent(rows, mapping, isWanted, continues);
}

async function* adjacent(
  rows: AsyncIterable<TableRow>,
  { groupBy }: PlacedMapping,
  isWanted: (row: TableRow) => boolean,
  continues: (row: TableRow) => boolean,
): AsyncGenerator<OrderRows> {
  let group: TableRow[] = [];
  let [key, consumed, filtered, fraction] = ["", 0, 0, 0];
  for await (const row of rows) {
    const own = written(row.fields[groupBy] ?? "");
    const isSame = consumed > 0 && (own === key ? own !== "" : own === "" && continues(row));
    if (!isSame && consumed > 0) {
      yield { rows: group, consumed, filtered, fraction };
      group = [];
      [consumed, filtered] = [0, 0];
    }
    if (!isSame) key = own;
    consumed++;
    fraction = row.fraction;
    if (isWanted(row)) group.push(row);
    else filtered++;
  }
  if (consumed > 0) yield { rows: group, consumed, filtered, fraction };
}

async function* gathered(
  rows: AsyncIterable<TableRow>,
  mapping: PlacedMapping,
  isWanted: (row: TableRow) => boolean,
  continues: (row: TableRow) => boolean,
): AsyncGenerator<OrderRows> {
  const orders = new Map<string, { rows: TableRow[]; consumed: number; filtered: number }>();
  let held = 0;
  for await (const group of adjacent(rows, mapping, isWanted, continues)) {
    held += group.rows.length;
    if (held > MOST_HELD) {
      throw new Error(
        "An order's lines are not adjacent, and the file is too long to group them in memory. Sort it by order id.",
      );
    }
    const key = written(group.rows[0]?.fields[mapping.groupBy] ?? "") || `\0${orders.size}`;
    const order = orders.get(key);
    if (!order) {
      orders.set(key, { rows: [...group.rows], consumed: group.consumed, filtered: group.filtered });
      continue;
    }
    for (const row of group.rows) order.rows.push(row);
    order.consumed += group.consumed;
    order.filtered += group.filtered;
  }
  let given = 0;
  for (const order of orders.values()) yield { ...order, fraction: ++given / orders.size };
}
