import { randomBytes } from "node:crypto";
import type { Warehouse } from "../warehouse/warehouse.js";

/**
 * Purpose of a key: `persons` for the hashes that group persons and orders, `erasures` for the hashes that recognise
 * erased ids. The keys are in the table private_keys, which analysts can't read.
 */
export type KeyPurpose = "persons" | "erasures";

type Port = Pick<Warehouse, "command" | "query" | "insert">;

export async function createPrivateKeys(warehouse: Pick<Warehouse, "command">): Promise<void> {
  await warehouse.command(
    "CREATE TABLE IF NOT EXISTS private_keys (purpose String, key String, made_at DateTime64(3, 'UTC')) " +
      "ENGINE = ReplacingMergeTree ORDER BY (purpose, key) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1",
  );
}

/** The keys of a purpose, 32 hexadecimal digits each, oldest first. */
export async function readPrivateKeys(
  warehouse: Pick<Warehouse, "query">,
  purpose: KeyPurpose,
): Promise<string[]> {
  const rows = await warehouse.query<{ key: string }>(
    "SELECT key FROM private_keys WHERE purpose = {purpose:String} GROUP BY key ORDER BY min(made_at), key",
    { purpose },
  );
  return rows.map(({ key }) => key);
}

/** The first key of a purpose; created if missing. Safe because only one migrator works at a time. */
export async function openPrivateKey(warehouse: Port, purpose: KeyPurpose): Promise<string> {
  const [known] = await readPrivateKeys(warehouse, purpose);
  if (known !== undefined) return known;
  const key = randomBytes(16).toString("hex");
  const row = JSON.stringify([purpose, key, Date.now()]);
  await warehouse.insert("private_keys", ["purpose", "key", "made_at"], [row]);
  return key;
}

/** Placeholders in the schema files for hashes with the installation's key. */
const KEYED: readonly [RegExp, string][] = [
  [/\bidentityHash\(/g, "sipHash64Keyed"],
  [/\bidentityHash128\(/g, "sipHash128Keyed"],
];

/**
 * Puts the key into a schema statement's hashes. Without a key, an attacker finds two ids with the same hash within
 * minutes, and one's data would count as the other's.
 *
 * @param key 32 hexadecimal digits
 */
export function withIdentityKey(statement: string, key: string): string {
  const halves = [key.slice(0, 16), key.slice(16)].map((half) => `toUInt64(${BigInt(`0x${half}`)})`);
  let keyed = statement;
  for (const [written, hash] of KEYED) keyed = keyed.replaceAll(written, `${hash}((${halves.join(", ")}), `);
  return keyed;
}
