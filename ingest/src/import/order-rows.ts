import type { PlacedMapping } from "./mapping.js";
import type { Role } from "./roles.js";
import type { TableRow } from "./table.js";
import { meets } from "./where.js";
import { written } from "./written.js";

/** The rows that tell of one order: one, or one a line. */
export interface OrderRows {
  /** In the order of the file; none when --where leaves out the row. */
  readonly rows: readonly TableRow[];
  /** How many rows of the file, from the last order on, this is. */
  readonly consumed: number;
  /** Of those, how many --where left out. */
  readonly filtered: number;
  readonly fraction: number;
}

/** So many rows are held at once when lines of one order lie apart. */
const MOST_HELD = 2_000_000;

/** Fields that tell of an order as a whole: a row without the order's id must not tell any. */
const OF_ORDER: readonly Role[] = ["time", "value", "customer", "email", "phone"];

/**
 * Puts the rows of each order together. A row without an order's id continues the one above it, as exports leave the
 * order's fields blank from its second line on.
 *
 * @param isScattered lines of one order lie apart: all rows are read before the first order is given
 * @throws {Error} when lines lie apart in a file that is too long to hold
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
        "The lines of one order lie apart, and the file is too long to put them together. Sort it by the order's id.",
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
