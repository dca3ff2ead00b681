import { join } from "node:path";
import { changeSources } from "../sources/change-sources.js";
import { addKey } from "../sources/changes.js";
import { hashOf, keyHash, keyHint } from "../sources/write-keys.js";

/** A temporary server key that exists only during an import. */
export interface ImportKey {
  readonly writeKey: string;
  readonly source: string;
  /** Revokes the key. */
  end(): Promise<void>;
}

/** Time until the key expires by itself, because a killed import can't revoke it. In milliseconds. */
const LONGEST_IMPORT_MS = 24 * 3_600_000;

/**
 * Creates a server key of a source. Who may write to the data folder acts for the shop, and server events take
 * precedence over events from pages about the same orders.
 *
 * @param source undefined for the data folder's first
 * @throws {Error} when there is no such source; the message lists the existing ones
 */
export async function lendImportKey(
  data: string,
  source: string | undefined,
  now = Date.now(),
): Promise<ImportKey> {
  const file = join(data, "sources.json");
  let writeKey = "";
  let id = "";
  await changeSources(file, (sources) => {
    const found = source === undefined ? sources[0] : sources.find((one) => one.id === source);
    if (!found) {
      const names = sources.map((one) => one.id).join(", ");
      throw new Error(`There is no source ${source}. The data folder has: ${names || "none"}.`);
    }
    id = found.id;
    const changed = addKey(sources, id, "server");
    writeKey = changed.newKey;
    const hash = hashOf(writeKey);
    const expiresAt = new Date(now + LONGEST_IMPORT_MS).toISOString();
    return {
      audit: changed.audit.map((entry) => ({ ...entry, to: { kind: "server", for: "import", expiresAt } })),
      sources: changed.sources.map((one) => ({
        ...one,
        keys: one.keys.map((key) => (keyHash(key) === hash ? { ...key, expiresAt } : key)),
      })),
    };
  });
  return {
    writeKey,
    source: id,
    async end() {
      const hash = hashOf(writeKey);
      await changeSources(file, (sources) => ({
        sources: sources.map((one) => ({ ...one, keys: one.keys.filter((key) => keyHash(key) !== hash) })),
        audit: sources
          .flatMap((one) => one.keys)
          .filter((key) => keyHash(key) === hash)
          .map((key) => ({ what: "key removed", source: id, key: keyHint(key) })),
      }));
    },
  };
}
