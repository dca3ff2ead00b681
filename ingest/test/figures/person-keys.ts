import type { Warehouse } from "../../src/warehouse/warehouse.js";
import type { KeyOf, Person } from "../model/customers-model.js";

/** The engine's numbers of persons, by source: they decide ties, and no independent computation could know them. */
export async function personKeys(warehouse: Warehouse): Promise<(source: string) => KeyOf> {
  const rows = await warehouse.query<{ person: string; key: string }>(`
    SELECT DISTINCT source_id || ' ' || role || ' ' || id AS person, toString(sipHash64(role, source_id, id)) AS key
    FROM event_rows
    ARRAY JOIN [user_id, anonymous_id, previous_id] AS id
    ARRAY JOIN ['user', 'guest'] AS role`);
  const keys = new Map(rows.map(({ person, key }) => [person, BigInt(key)]));
  return (source) => (person: Person) => keys.get(`${source} ${person}`) ?? 0n;
}
