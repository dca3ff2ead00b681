import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeBackup } from "../../../src/operate/backup/backup.js";
import { freeze, unfreeze } from "../../../src/operate/backup/freeze.js";
import { restore } from "../../../src/operate/backup/restore.js";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import { schemaFolder } from "../../../src/store/migrate/schema-files.js";

/** The last migration of the release that wrote the backup, before visits, carts and predictions were known. */
const LAST_OF_THEN = "0004_erasures.sql";

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-earlier-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The schema as that release had it: its migrations, and a view that later releases do not know. */
async function schemaOfThen(): Promise<string> {
  const then = at("schema");
  await mkdir(join(then, "migrations"), { recursive: true });
  await mkdir(join(then, "views/internal"), { recursive: true });
  for (const name of await readdir(join(schemaFolder(), "migrations")))
    if (name <= LAST_OF_THEN)
      await cp(join(schemaFolder(), "migrations", name), join(then, "migrations", name));
  await writeFile(
    join(then, "views/of_then.sql"),
    "CREATE OR REPLACE VIEW of_then AS SELECT count() AS n FROM safar.event_rows;\n",
  );
  return then;
}

const EVENT = ["source_id", "kind", "message_id", "type", "event", "timestamp", "received_at", "user_id"];
const ORDER = [...EVENT, "order_step", "order_id", "order_value", "currency", "source_currency"];

it("restores what an earlier release backed up, and brings it to this one", async () => {
  const before = await openFolderWarehouse(at("data"));
  const { applied } = await migrate(before, await schemaOfThen());
  expect(applied).toHaveLength(4);
  const time = "2025-01-02 03:04:05.000";
  for (const [user, order] of [
    ["ann", "1"],
    ["ann", "2"],
    ["bob", "3"],
  ])
    await before.insert("event_rows", ORDER, [
      JSON.stringify([
        ...["shop", "order", `m-${order}`, "track", "Order Completed", time, time, user],
        ...["completed", order, "10", "EUR", "EUR"],
      ]),
    ]);
  await before.insert("event_rows", EVENT, [
    JSON.stringify(["shop", "page", "m-page", "page", "", time, time, "ann"]),
  ]);
  await before.insert("sources", ["source_id", "time_zone"], ['["shop","UTC"]']);
  const frozen = await freeze(before, at("data"));
  await writeBackup(at("data"), frozen, at("backup"), "0.0.1", () => {});
  await unfreeze(at("data"), frozen.name);
  await before.close();

  await restore(at("backup"), at("restored"), () => {});

  const now = await openFolderWarehouse(at("restored"));
  try {
    const migrations = (await readdir(join(schemaFolder(), "migrations"))).map((name) =>
      name.replace(".sql", ""),
    );
    const ledger = await now.query<{ name: string }>(
      "SELECT name FROM schema_migrations FINAL ORDER BY name",
    );
    expect(ledger.map(({ name }) => name)).toEqual(migrations.sort());
    expect(await now.query("SELECT message_id FROM event_rows ORDER BY message_id")).toEqual(
      ["m-1", "m-2", "m-3", "m-page"].map((message_id) => ({ message_id })),
    );
    // The views of now read the rows of then, by columns that were not there.
    const range = "source = 'shop', since = '2025-01-01', until = '2026-01-01', time_zone = 'UTC'";
    expect(await now.query(`SELECT customers, repeat_customers FROM repeat_customer_rate(${range})`)).toEqual(
      [{ customers: 2, repeat_customers: 1 }],
    );
    expect(await now.query("SELECT page_path, products.id FROM events WHERE message_id = 'm-page'")).toEqual([
      { page_path: "", "products.id": [] },
    ]);
    // A view that this release does not have is gone, and a second run has nothing to do.
    expect(await now.query("SELECT name FROM system.tables WHERE name = 'of_then'")).toEqual([]);
    expect((await migrate(now)).applied).toEqual([]);
  } finally {
    await now.close();
  }
});
