import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { DEMO_SOURCE } from "./source.js";

/** How many events one request may ask for. */
export const MAX_EVENTS_ASKED = 50;

/** A row of the view `events`, as ClickHouse writes it in JSON; an order's value is decimal text. */
export interface EventRow {
  readonly message_id: string;
  readonly [column: string]: unknown;
}

/**
 * The demo shop's rows of these message ids; those of other sources are not found.
 *
 * @throws {WarehouseError} when the warehouse can't be asked
 */
export function askEventRows(warehouse: Warehouse, messageIds: readonly string[]): Promise<EventRow[]> {
  return warehouse.query<EventRow>(
    "SELECT * REPLACE (toString(order_value) AS order_value) FROM safar.events " +
      "WHERE source_id = {source:String} AND message_id IN {messageIds:Array(String)}",
    { source: DEMO_SOURCE, messageIds },
  );
}
