import { PERSON_TABLES } from "@safar/schemas";
import { literal } from "../query/session.js";
import type { Warehouse } from "../warehouse/warehouse.js";
import type { Erasure } from "./erasures.js";

/**
 * Deletes rows of erased ids from every table and waits until it is done on every replica. The statement names hashes
 * and no ids: engines keep the text of what changed a table.
 *
 * @param untilTheirTime spare what happened after the person was erased: they may have come back
 */
export async function eraseRows(
  warehouse: Pick<Warehouse, "command">,
  salt: string,
  erasures: readonly Erasure[],
  { untilTheirTime = false } = {},
): Promise<void> {
  const groups = new Map<string, Erasure[]>();
  for (const erasure of erasures) {
    const key = untilTheirTime ? `${erasure.source}/${erasure.erasedAt}` : erasure.source;
    groups.set(key, [...(groups.get(key) ?? []), erasure]);
  }
  for (const { table, labels, time } of PERSON_TABLES) {
    for (const group of groups.values()) {
      const { source, erasedAt } = group[0]!;
      const hashes = group.map(({ hash }) => literal(hash)).join(", ");
      const hashed = `arrayMap(label -> lower(hex(SHA256(concat(${literal(`${salt}/${source}/`)}, label)))), ${labels})`;
      const before = untilTheirTime ? ` AND ${time} <= fromUnixTimestamp64Milli(toInt64(${erasedAt}))` : "";
      await warehouse.command(
        `ALTER TABLE ${table} DELETE WHERE source_id = ${literal(source)}${before} AND hasAny(${hashed}, [${hashes}]) SETTINGS mutations_sync = 2`,
      );
    }
  }
}
