import { isUnfitRow, linesOf } from "../warehouse/statements.js";
import { type RowText, type Warehouse, WarehouseError } from "../warehouse/warehouse.js";

/** The tables of both kinds of records, and how a refused row becomes a dead letter. */
export interface TableTargets {
  readonly events: { readonly table: string; readonly columns: readonly string[] };
  readonly deadLetters: { readonly table: string; readonly columns: readonly string[] };
  /** Turns a row that can't be stored into a dead letter row. */
  readonly toDeadLetter: (row: string, reason: string) => string;
  /** Called with the events of each group after they are stored; the group counts as stored once this is done too. */
  readonly stored?: (events: readonly RowText[]) => Promise<unknown>;
}

/**
 * Stores a group of rows. If the engine refuses a row, the group is split in halves until that row is isolated: it
 * becomes a dead letter, and all others are stored.
 *
 * @throws {WarehouseError} for any reason but an unfit row: the whole group can't be stored now
 */
export async function storeGroup(
  warehouse: Warehouse,
  targets: TableTargets,
  events: readonly string[],
  deadLetters: readonly string[],
): Promise<void> {
  const unfit = await storeFitRows(warehouse, targets, events);
  const letters = [...deadLetters, ...unfit];
  if (letters.length > 0) {
    await warehouse.insert(targets.deadLetters.table, targets.deadLetters.columns, letters);
  }
  await targets.stored?.(events);
}

/**
 * Stores the event rows that the engine accepts.
 *
 * @returns the dead letters of the refused ones, which are not stored yet
 * @throws {WarehouseError} for any reason but an unfit row: some rows may be stored and others not
 */
export async function storeFitRows(
  warehouse: Pick<Warehouse, "insert">,
  targets: Pick<TableTargets, "events" | "toDeadLetter">,
  rows: readonly RowText[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  try {
    await warehouse.insert(targets.events.table, targets.events.columns, rows);
    return [];
  } catch (error) {
    if (!(error instanceof WarehouseError) || !isUnfitRow(error)) throw error;
    const parts = apart(rows);
    if (parts.length === 1) return [targets.toDeadLetter(String(parts[0]), error.message)];
    const middle = Math.ceil(parts.length / 2);
    return [
      ...(await storeFitRows(warehouse, targets, parts.slice(0, middle))),
      ...(await storeFitRows(warehouse, targets, parts.slice(middle))),
    ];
  }
}

/** The units for splitting: the rows, or the lines of a single one. */
function apart(rows: readonly RowText[]): readonly RowText[] {
  const [only] = rows;
  return rows.length === 1 && only instanceof Buffer ? linesOf(only) : rows;
}
