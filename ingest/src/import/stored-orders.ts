import type { Warehouse } from "../store/warehouse/warehouse.js";

/** What a source's warehouse holds of imports before. */
export interface StoredOrders {
  /** Whether the key that sends may replace what is stored. */
  readonly corrects: boolean;
  /** Of each message that is stored: what it tells, as its import noted it; "" when it noted nothing. */
  contentOf(messageIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Of these orders those that nothing is known of but refunds. */
  missing(orderIds: readonly string[]): Promise<string[]>;
}

/** Ids a question names at a time. */
const AT_A_TIME = 1_000;

/**
 * @param source whose orders are asked for
 * @param corrects whether the key that sends may replace them
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
