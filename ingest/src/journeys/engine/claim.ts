import { literal } from "../../store/warehouse/literal.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";

/** Who carries journeys out since when, by number: the greatest one holds. */
export interface Claim {
  readonly generation: number;
  readonly holder: string;
}

/** The claim that holds; undefined before the first one. */
export async function lastClaim(warehouse: Pick<Warehouse, "query">): Promise<Claim | undefined> {
  const [row] = await warehouse.query<Claim>(
    `SELECT toFloat64(claimed.generation) AS generation, holder FROM ${DATABASE}.journey_claims AS claimed
     ORDER BY claimed.generation DESC LIMIT 1`,
  );
  return row;
}

/**
 * Claims a generation, if nobody else did: its number is the deduplication token of the block.
 *
 * @returns whether it is this holder's
 * @throws {WarehouseError} when that is not known: the next one is to be claimed by another name
 */
export async function claim(
  warehouse: Pick<Warehouse, "query" | "command">,
  { generation, holder }: Claim,
): Promise<boolean> {
  await warehouse.command(
    `INSERT INTO ${DATABASE}.journey_claims (generation, holder)
     SETTINGS insert_deduplicate = 1, insert_deduplication_token = ${literal(`journeys/${generation}`)}
     FORMAT JSONEachRow ${JSON.stringify({ generation, holder })}`,
  );
  const kept = await warehouse.query<{ holder: string }>(
    `SELECT holder FROM ${DATABASE}.journey_claims WHERE generation = {generation:UInt64}`,
    { generation },
  );
  return kept.length === 1 && kept[0]!.holder === holder;
}
