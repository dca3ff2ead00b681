import { DATABASE, INTERNAL_DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";

/** How far the events were read. */
export interface Cursor {
  /** UUID of the table: block numbers begin anew with it. */
  readonly table: string;
  readonly block: number;
  /** Events that were stored before can't be new; ClickHouse's clock, epoch milliseconds. */
  readonly at: number;
}

/** What is read of the events: blocks after `from`, up to `to`, but for those that were seen. */
export interface Span {
  readonly from: Cursor;
  readonly to: Cursor;
  readonly seen: readonly number[];
}

/** Ids of a person's events that may be new. */
export interface News {
  readonly source: string;
  readonly key: string;
  readonly ids: readonly string[];
}

/** Blocks that are looked for once more: one number may be seen before a smaller one. Twice changes nothing. */
const BLOCKS_AGAIN = 32;
/** How far the time of storing may lie before the moment at which rows begin to be seen. */
const SLACK_MS = 60_000;
/** Blocks that were stored before are not read again, whether or not they were seen. */
const SEEN_MS = 2 * SLACK_MS;

/**
 * Up to where there are events now. To be asked before they are read.
 *
 * @returns the cursor to read from, and the one to go on from when that is done
 */
export async function nextCursor(
  warehouse: Pick<Warehouse, "query">,
  last: Cursor,
): Promise<{ from: Cursor; to: Cursor }> {
  const [head] = await warehouse.query<{ table: string; block: number; at: number }>(
    `SELECT (SELECT toString(uuid) FROM system.tables WHERE database = '${DATABASE}' AND name = 'event_rows') AS table,
       toFloat64(max(max_block_number)) AS block, toFloat64(toUnixTimestamp64Milli(now64(3, 'UTC'))) AS at
     FROM system.parts AS part WHERE part.database = '${DATABASE}' AND part.table = 'event_rows' AND part.active`,
  );
  const { table, block, at } = head!;
  const isAnother = table !== last.table || block < last.block;
  const from = isAnother ? { ...last, table, block: 0 } : last;
  return { from, to: { table, block, at } };
}

/**
 * The blocks at the end that can be seen now, to be asked before their events are read: a block comes whole, so that its
 * events need not be read again. One that is seen later is not among them.
 */
export async function blocksSeen(
  warehouse: Pick<Warehouse, "query">,
  { block, at }: Cursor,
): Promise<readonly number[]> {
  const rows = await warehouse.query<{ block: number }>(
    `SELECT DISTINCT toFloat64(_block_number) AS block FROM ${DATABASE}.event_rows
     WHERE _block_number > {after:Int64} AND _block_number <= {to:Int64}
       AND stored_at >= fromUnixTimestamp64Milli({stored:Int64}, 'UTC')`,
    { after: block - BLOCKS_AGAIN, to: block, stored: Math.max(0, at - SEEN_MS) },
  );
  return rows.map((row) => row.block);
}

/** Reads who has events after a cursor, a page by keys. @param after the last key of the page before; "0" at first */
export async function readNews(
  warehouse: Pick<Warehouse, "query">,
  { from, to, seen }: Span,
  sources: readonly string[],
  names: readonly string[],
  after: string,
  most: number,
): Promise<News[]> {
  return await warehouse.query<News>(
    `SELECT toString(source_id) AS source, toString(own_key) AS key, groupUniqArray(10000)(message_id) AS ids
     FROM ${INTERNAL_DATABASE}.journey_events(source = '')
     WHERE block > {after_block:Int64} AND block <= {to_block:Int64} AND NOT has({seen:Array(Int64)}, block)
       AND stored_at >= fromUnixTimestamp64Milli({stored:Int64}, 'UTC') AND source_id IN {sources:Array(String)}
       AND (event IN {names:Array(String)} OR commerce_event IN {names:Array(String)}) AND own_key > {after:UInt64}
     GROUP BY source_id, own_key ORDER BY own_key LIMIT {most:UInt32}`,
    {
      ...{ sources, names, after, most, seen, to_block: to.block },
      after_block: Math.max(-1, from.block - BLOCKS_AGAIN),
      stored: Math.max(0, from.at - SLACK_MS),
    },
  );
}
