import { readPrivateKeys, withIdentityKey } from "../../src/store/migrate/private-keys.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import type { OriginKeyOf } from "../model/behaviour-model.js";
import type { KeyOf, Person } from "../model/customers-model.js";

/** The engine's numbers of persons, by source: they decide ties, and no independent computation could know them. */
export async function personKeys(warehouse: Warehouse): Promise<(source: string) => KeyOf> {
  const rows = await warehouse.query<{ person: string; key: string }>(
    await keyed(
      warehouse,
      `SELECT DISTINCT source_id || ' ' || role || ' ' || id AS person, toString(identityHash(role, source_id, id)) AS key
       FROM event_rows
       ARRAY JOIN [user_id, anonymous_id, previous_id] AS id
       ARRAY JOIN ['user', 'guest'] AS role`,
    ),
  );
  const keys = new Map(rows.map(({ person, key }) => [person, BigInt(key)]));
  return (source) => (person: Person) => keys.get(`${source} ${person}`) ?? 0n;
}

/** The engine's numbers of origins, which decide ties likewise. */
export async function originKeys(warehouse: Warehouse): Promise<OriginKeyOf> {
  const rows = await warehouse.query<{ origin: string; key: string }>(
    await keyed(
      warehouse,
      `
    SELECT DISTINCT
      arrayStringConcat([toString(device), toString(campaign_name), page_path], ' ') AS origin,
      toString(identityHash(arrayStringConcat([toString(device), toString(campaign_source), toString(campaign_medium),
        toString(campaign_name), campaign_content, toString(referrer_domain), page_path], char(31)))) AS key
    FROM event_rows`,
    ),
  );
  const keys = new Map(rows.map(({ origin, key }) => [origin, BigInt(key)]));
  return ({ device, campaign, landingPage }) => keys.get([device, campaign, landingPage].join(" ")) ?? 0n;
}

async function keyed(warehouse: Warehouse, select: string): Promise<string> {
  const [key] = await readPrivateKeys(warehouse, "persons");
  if (key === undefined) throw new Error("There is no identity key: migrate first.");
  return withIdentityKey(select, key);
}
