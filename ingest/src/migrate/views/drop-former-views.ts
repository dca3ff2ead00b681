import type { Warehouse } from "../../warehouse/warehouse.js";
import { MADE_BY, type View } from "./read-views.js";

/**
 * Drops the views that an earlier release made and this one does not know. A view that somebody else made stays.
 *
 * @returns their names
 */
export async function dropFormerViews(
  warehouse: Pick<Warehouse, "query" | "command">,
  views: readonly View[],
): Promise<string[]> {
  const known = new Set(views.map(({ name }) => name));
  const made = await warehouse.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'View'
       AND endsWith(comment, {mark:String}) ORDER BY name`,
    { mark: MADE_BY },
  );
  const former = made.map(({ name }) => name).filter((name) => !known.has(name));
  for (const name of former)
    await warehouse.command(`DROP VIEW IF EXISTS \`${name.replaceAll(/[\\`]/g, "\\$&")}\``);
  return former;
}
