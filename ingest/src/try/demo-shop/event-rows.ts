import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { DEMO_SOURCE } from "./source.js";

/** Maximum number of events per request. */
export const MAX_EVENTS_ASKED = 50;

/** A row of the view `events` in ClickHouse's JSON; an order's value is decimal text. */
export interface EventRow {
  readonly message_id: string;
  readonly [column: string]: unknown;
}

/**
 * Reads the demo shop's rows with these message ids. Does not find rows of other sources.
 *
 * @throws {WarehouseError} when the query fails
 */
export function askEventRows(warehouse: Warehouse, messageIds: readonly string[]): Promise<EventRow[]> {
  return warehouse.query<EventRow>(
    "SELECT * REPLACE (toString(order_value) AS order_value) FROM safar.events " +
      "WHERE source_id = {source:String} AND message_id IN {messageIds:Array(String)}",
    { source: DEMO_SOURCE, messageIds },
  );
}
