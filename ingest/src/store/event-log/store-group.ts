import { isUnfitRow, linesOf } from "../warehouse/statements.js";
import { type RowText, type Warehouse, WarehouseError } from "../warehouse/warehouse.js";

/** Where the two kinds of records go, and how a row that the engine refuses becomes a dead letter. */
export interface TableTargets {
  readonly events: { readonly table: string; readonly columns: readonly string[] };
  readonly deadLetters: { readonly table: string; readonly columns: readonly string[] };
  /** Turns a row that can't be stored into a row of the dead letters. */
  readonly toDeadLetter: (row: string, reason: string) => string;
  /** Told the events of each group once they are stored; the group is stored when it is done, too. */
  readonly stored?: (events: readonly RowText[]) => Promise<unknown>;
}

/**
 * Stores a group of rows. When the engine finds one of them unfit, the group is halved until that one is
 * alone: it becomes a dead letter, and all others are stored.
 *
 * @throws {WarehouseError} for any other reason than an unfit row: the group as a whole can't be stored now
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
 * Stores those rows of the events that fit.
 *
 * @returns the dead letters of those that don't, which are still to be stored
 * @throws {WarehouseError} for any other reason than an unfit row: not all are stored, some may be
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

/** What can be halved: the rows as they came, or the lines of the only one. */
function apart(rows: readonly RowText[]): readonly RowText[] {
  const [only] = rows;
  return rows.length === 1 && only instanceof Buffer ? linesOf(only) : rows;
}
