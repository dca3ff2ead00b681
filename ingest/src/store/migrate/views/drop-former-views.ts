import { DATABASE, INTERNAL_DATABASE } from "../../warehouse/statements.js";
import type { Warehouse } from "../../warehouse/warehouse.js";
import { MADE_BY, nameOfView, type View } from "./read-views.js";

export type FoundView = Pick<View, "database" | "name">;

export function dropStatement({ database, name }: FoundView): string {
  return `DROP VIEW IF EXISTS ${database}.\`${name.replaceAll(/[\\`]/g, "\\$&")}\``;
}

/**
 * Drops views of an earlier release that this one does not have. Views created by others stay.
 *
 * @returns their names
 */
export async function dropFormerViews(
  warehouse: Pick<Warehouse, "query" | "command">,
  views: readonly View[],
): Promise<string[]> {
  const known = new Set(views.map(nameOfView));
  const made = await warehouse.query<FoundView>(
    `SELECT database, name FROM system.tables WHERE database IN {databases:Array(String)} AND engine = 'View'
       AND endsWith(comment, {mark:String}) ORDER BY database, name`,
    { mark: MADE_BY, databases: [DATABASE, INTERNAL_DATABASE] },
  );
  const former = made.filter((view) => !known.has(nameOfView(view)));
  for (const view of former) await warehouse.command(dropStatement(view));
  return former.map(nameOfView);
}
