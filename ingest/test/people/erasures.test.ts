import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readErasures } from "../../src/people/erasures.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-erasures-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

it("two processes that erase for the first time at once hash alike", async () => {
  const [one, other] = await Promise.all([readErasures(warehouse), readErasures(warehouse)]);
  await Promise.all([
    one.remember([{ source: "shop", labels: ["user/ann"], links: [] }], "r1", 1),
    other.remember([{ source: "shop", labels: ["user/bob"], links: [] }], "r2", 2),
  ]);
  const later = await readErasures(warehouse);
  expect(later.erasedAt("shop", ["user/ann"])).toBe(1);
  expect(later.erasedAt("shop", ["user/bob"])).toBe(2);
});

it("knows whom an earlier release erased with a salt of its own, and keeps no salt beside the hashes", async () => {
  const row = JSON.stringify(["erasures", "0".repeat(32), Date.now() + 1000]);
  await warehouse.insert("private_keys", ["purpose", "key", "made_at"], [row]);
  const before = await readErasures(warehouse);
  expect(before.salts).toHaveLength(2);
  const hash = createHash("sha256")
    .update(`${"0".repeat(32)}/shop/user/cem`)
    .digest("hex");
  await warehouse.insert(
    "erasures",
    ["source_id", "id_hash", "erased_at", "receipt"],
    [JSON.stringify(["shop", hash, 3, "r3"])],
  );
  expect((await readErasures(warehouse)).erasedAt("shop", ["user/cem"])).toBe(3);
  const columns = await warehouse.query<{ name: string }>(
    "SELECT name FROM system.columns WHERE database = 'safar' AND table = 'erasures' ORDER BY name",
  );
  expect(columns.map(({ name }) => name)).toEqual(["erased_at", "id_hash", "receipt", "source_id"]);
});
