import { createHash, hash } from "node:crypto";
import { readPrivateKeys } from "../store/migrate/private-keys.js";
import type { Warehouse } from "../store/warehouse/warehouse.js";
import type { Person } from "./person.js";

/** The erased ids, as salted hashes. */
export interface Erasures {
  /** When the person with these ids was erased in the source, epoch milliseconds; undefined if never. */
  erasedAt(source: string, labels: readonly string[]): number | undefined;
  /** True while nobody was erased: then events need no lookup. */
  readonly none: boolean;
  /** Stores an erasure durably. From now on late events of the person are recognised. */
  remember(persons: readonly Person[], receipt: string, erasedAt: number): Promise<void>;
  /** The hash that a new erasure stores for one label in a source. */
  hashOf(source: string, label: string): string;
  /** Salts of the hashes, at least one. There are several if processes of an earlier release made their own. */
  readonly salts: readonly [string, ...string[]];
  /** All erasures, to erase late events as well. */
  all(): readonly Erasure[];
  /** Reads erasures that other processes stored. */
  readAgain(): Promise<void>;
}

export interface Erasure {
  readonly source: string;
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly erasedAt: number;
}

const COLUMNS = ["source_id", "id_hash", "erased_at", "receipt"];

/**
 * Reads the erasures stored in the warehouse.
 *
 * @param remembered notifies other processes of new erasures, and resolves when that is done
 * @throws {Error} when its tables are from an earlier release
 */
export async function readErasures(
  warehouse: Pick<Warehouse, "query" | "insert">,
  remembered: () => Promise<void> = async () => {},
): Promise<Erasures> {
  const [salt, ...others] = await readPrivateKeys(warehouse, "erasures");
  if (salt === undefined)
    throw new Error("The warehouse has no key for erasures. Run `safar migrate` of this release.");
  const salts = [salt, ...others] as const;
  const known = new Map<string, Erasure>();
  const readAgain = async () => {
    const rows = await warehouse.query<{ source: string; hash: string; at: string }>(
      `SELECT source_id AS source, id_hash AS hash, toString(toUnixTimestamp64Milli(erased_at)) AS at
       FROM erasures FINAL ORDER BY erased_at`,
    );
    for (const { source, hash: of, at } of rows) known.set(of, { source, hash: of, erasedAt: Number(at) });
  };
  await readAgain();
  const hashWith = (own: string, source: string, label: string) =>
    hash("sha256", `${own}/${source}/${label}`);
  const hashOf = (source: string, label: string) => hashWith(salt, source, label);
  return {
    salts,
    hashOf,
    get none() {
      return known.size === 0;
    },
    all: () => [...known.values()],
    erasedAt(source, labels) {
      for (const label of labels) {
        for (const own of salts) {
          const erasure = known.get(hashWith(own, source, label));
          if (erasure) return erasure.erasedAt;
        }
      }
      return undefined;
    },
    async remember(persons, receipt, erasedAt) {
      const erasures = persons.flatMap(({ source, labels }) =>
        labels.map((label) => ({ source, hash: hashOf(source, label), erasedAt })),
      );
      if (erasures.length === 0) return;
      const lines = erasures.map(({ source, hash: of }) => JSON.stringify([source, of, erasedAt, receipt]));
      await warehouse.insert("erasures", COLUMNS, lines);
      for (const erasure of erasures) known.set(erasure.hash, erasure);
      await remembered();
    },
    readAgain,
  };
}

/** The digest that a receipt has instead of an id; the same for the same id and salt. */
export function idDigest(salt: string, id: string): string {
  return createHash("sha256").update(`${salt}/${id}`).digest("hex");
}
