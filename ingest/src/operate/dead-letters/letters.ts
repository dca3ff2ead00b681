import type { Warehouse } from "../../store/warehouse/warehouse.js";

/** A rejected event as stored in the warehouse. */
export interface DeadLetter {
  /** Its id: a hash of its text, hexadecimal. */
  readonly id: string;
  readonly source: string;
  readonly code: string;
  /** In ClickHouse's form, UTC. */
  readonly receivedAt: string;
  readonly messageId: string;
  /** Why it was rejected, and what to do. */
  readonly message: string;
  /** The event's text as sent, cut at 480 KB. */
  readonly body: string;
}

export interface LetterFilter {
  /** Ids, or their beginnings; empty for all. */
  readonly ids: readonly string[];
  readonly source?: string | undefined;
  readonly code?: string | undefined;
  readonly limit: number;
}

/** Dead letters, the latest first. */
export async function findLetters(
  warehouse: Pick<Warehouse, "query">,
  { ids, source = "", code = "", limit }: LetterFilter,
): Promise<DeadLetter[]> {
  return await warehouse.query<DeadLetter>(
    `SELECT lower(hex(body_hash)) AS id, source_id AS source, code, toString(received_at) AS receivedAt,
       message_id AS messageId, message, body
     FROM dead_letters FINAL
     WHERE ({source:String} = '' OR source_id = {source:String})
       AND ({code:String} = '' OR code = {code:String})
       AND (empty({ids:Array(String)}) OR arrayExists(start -> startsWith(id, start), {ids:Array(String)}))
     ORDER BY received_at DESC, id LIMIT {limit:UInt32}`,
    { ids: ids.map((id) => id.toLowerCase()), source, code, limit },
  );
}

/** Number of dead letters by source and reason. */
export async function countLetters(warehouse: Pick<Warehouse, "query">) {
  return await warehouse.query<{ source: string; code: string; letters: number; last: string }>(
    `SELECT source_id AS source, code, toUInt32(count()) AS letters, toString(max(received_at)) AS last
     FROM dead_letters FINAL GROUP BY source, code ORDER BY letters DESC, source, code`,
  );
}
