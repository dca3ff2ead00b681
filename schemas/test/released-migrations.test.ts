import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const MIGRATIONS = join(import.meta.dirname, "../clickhouse/migrations");

/**
 * SHA-256 of each migration that data folders were made with. Such a file never changes, not even by a comment: what
 * should be otherwise is a further migration. A release adds the lines of its new ones.
 */
const RELEASED = {
  "0001_events": "432e542b7e1873fbddbb27c9d2b4416057a78e78f756a0a8ee107a81be25b457",
  "0002_dead_letters": "da484154efe62ab5216f79b2f01c550d23481b360b744a58c26845a7ecab57c8",
  "0003_sources": "b87e4fec60b507d7ba60fc006440eb3bfb2e8f11cec500a70fd2b6fbb27af2ce",
  "0004_erasures": "5270287d1dc87da6ff73babff9c333a6304b628e22ba096a748edd060e9115a1",
  "0005_behaviour": "334abede73bb22b926a2b5c78e59d68dc4e34b97157bc02f36f72e26054b82ae",
  "0006_visits": "2c72aecd8917c072ffda9d7684a8c1e32b8c5e271946d4b6723835513a7c607b",
  "0007_predictions": "8cc74d28dd5a5c80e264c74b934487a7942202bcdd062cd6e12263272db20495",
  "0008_identity": "4423fe0d7589e8dcaff855d1de4da29c0dda5f97ef241df5073ada48aac347d6",
  "0009_keyed_visits": "f0496c0f791b4f590f2e6ca3797223f5474d937ce534aab4f6b6f9c8850c28ed",
  "0010_corrected_imports": "163c316160f325a70190ac0c8ea8ee1e2255e318da214966410c57151e9c128e",
  "0011_prediction_models": "73e107f63b07de7f7571498eb6cd59ad74e0f667e6f30e7a167a1cfe8ebd1d26",
  "0012_money": "9414a26c164c6f68be416e52e96db64ea3cb398efb793fd7a610fa18c8f58307",
  "0013_clock": "0eea608d4cf6804b0e218c2007b895c27b2f03f387ef399af0766892f6cc26fa",
  "0014_pages_words": "fa0cc5a52b6b7ec9b327c75ae52a65cacd1bcebef39759f4ae39c5a942bde163",
} as const;

it.each(Object.entries(RELEASED))("the released migration %s is as it was", (name, checksum) => {
  const text = readFileSync(join(MIGRATIONS, `${name}.sql`));
  expect(createHash("sha256").update(text).digest("hex")).toBe(checksum);
});
