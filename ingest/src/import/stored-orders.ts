import type { Warehouse } from "../store/warehouse/warehouse.js";

/** A source's orders in the warehouse, from earlier imports. */
export interface StoredOrders {
  /** Whether the sending key may replace stored events. */
  readonly corrects: boolean;
  /** For each stored message the content hash that its import wrote; "" when it wrote none. */
  contentOf(messageIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Those of these orders for which only refunds are stored. */
  missing(orderIds: readonly string[]): Promise<string[]>;
}

/** Ids per query. */
const AT_A_TIME = 1_000;

/**
 * @param source the source of the orders
 * @param corrects whether the sending key may replace them
 */
export function storedOrders(warehouse: Warehouse, source: string, corrects: boolean): StoredOrders {
  return {
    corrects,
    async contentOf(messageIds) {
      const found = new Map<string, string>();
      for (const ids of inParts(messageIds)) {
        const rows = await warehouse.query<{ message_id: string; content: string }>(
          `SELECT message_id, JSONExtractString(context, 'import', 'content') AS content
           FROM safar.event_rows FINAL
           WHERE source_id = {source:String} AND kind = 'order' AND message_id IN ({ids:Array(String)})`,
          { source, ids },
        );
        for (const { message_id, content } of rows) found.set(message_id, content);
      }
      return found;
    },
    async missing(orderIds) {
      const missing: string[] = [];
      for (const ids of inParts(orderIds)) {
        const rows = await warehouse.query<{ order_id: string }>(
          `SELECT DISTINCT order_id FROM safar.event_rows
           WHERE source_id = {source:String} AND kind = 'order' AND order_step = 'completed'
             AND order_id IN ({ids:Array(String)})`,
          { source, ids },
        );
        const known = new Set(rows.map(({ order_id }) => order_id));
        missing.push(...ids.filter((id) => !known.has(id)));
      }
      return missing;
    },
  };
}

function* inParts(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += AT_A_TIME) yield ids.slice(start, start + AT_A_TIME);
}
