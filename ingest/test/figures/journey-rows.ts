import type { Warehouse } from "../../src/store/warehouse/warehouse.js";

/** A run or a message as the engine writes it; what is left out has the table's default. */
export type JourneyRow = Readonly<Record<string, unknown>>;

/** Writes rows of the journal. */
export async function insertJourneyRows(
  warehouse: Pick<Warehouse, "insert">,
  rows: readonly JourneyRow[],
): Promise<void> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const defaults: JourneyRow = {
    ...{ nodes: [], is_control: false, is_guest: false, goal_at: null, journey_version: 1, version: 1 },
    ...{ message_id: "", variant: "", channel: "", kind: "", why: "", status_at: 0, customer_id: "" },
  };
  await warehouse.insert(
    "journey_rows",
    columns,
    rows.map((row) => JSON.stringify(columns.map((column) => ({ ...defaults, ...row })[column] ?? null))),
  );
}
