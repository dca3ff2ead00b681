import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrateFolder } from "../../src/store/migrate/copy-earlier.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import { createPrivateKeys, withIdentityKey } from "../../src/store/migrate/private-keys.js";
import { schemaFolder, statementsOf } from "../../src/store/migrate/schema-files.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { refreshVisits } from "../figures/refresh-visits.js";

/**
 * Migrations as earlier commits had them, by the commit: each since the first one with figures that changed a table
 * which holds what was told. Each text stands here once.
 */
const OLD = join(import.meta.dirname, "schemas");
const COMMITS: Record<string, string[]> = JSON.parse(readFileSync(join(OLD, "commits.json"), "utf8"));
const NOW = readdirSync(join(schemaFolder(), "migrations")).sort();
const silent = pino({ level: "silent" });

interface Migration {
  readonly name: string;
  readonly text: string;
}
const ofCommit = (commit: string): Migration[] =>
  COMMITS[commit]!.map((file) => ({
    name: file.split(".")[0]!,
    text: readFileSync(join(OLD, file), "utf8"),
  }));
const firstOfNow = (count: number): Migration[] =>
  NOW.slice(0, count).map((file) => ({
    name: file.replace(".sql", ""),
    text: readFileSync(join(schemaFolder(), "migrations", file), "utf8"),
  }));

let folder: string;
let warehouse: Warehouse;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-upgrade-"));
  warehouse = await openFolderWarehouse(folder);
});
afterEach(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

/** Makes the tables of a schema, and writes them into the ledger, as a start of that time did. */
async function make(migrations: readonly Migration[]): Promise<void> {
  await warehouse.command(
    "CREATE TABLE schema_migrations (name String, checksum String, applied_at DateTime64(3, 'UTC')) ENGINE = ReplacingMergeTree ORDER BY name",
  );
  if (migrations.some(({ name }) => name >= "0008")) await createPrivateKeys(warehouse);
  for (const { name, text } of migrations) {
    for (const statement of statementsOf({ text }))
      await warehouse.command(withIdentityKey(statement, "0".repeat(32)));
    const checksum = createHash("sha256").update(text).digest("hex");
    await warehouse.insert(
      "schema_migrations",
      ["name", "checksum", "applied_at"],
      [JSON.stringify([name, checksum, Date.now()])],
    );
  }
}

const EVENT = ["source_id", "kind", "message_id", "type", "event", "timestamp", "received_at", "user_id"];
const ORDER = [...EVENT, "order_step", "order_id", "order_value", "currency", "source_currency"];
const TIME = "2025-01-02 03:04:05.000";

/** A small shop: two customers, one of whom came back, a visitor, a refused event, and an order told twice. */
async function sell(): Promise<void> {
  for (const [user, order] of [
    ["ann", "1"],
    ["ann", "2"],
    ["ann", "2"],
    ["bob", "3"],
  ])
    await warehouse.insert("event_rows", ORDER, [
      JSON.stringify([
        ...["shop", "order", `m-${order}`, "track", "Order Completed", TIME, TIME, user],
        ...["completed", order, "10", "EUR", "EUR"],
      ]),
    ]);
  await warehouse.insert("event_rows", EVENT, [
    JSON.stringify(["shop", "page", "m-page", "page", "", TIME, TIME, "ann"]),
  ]);
  await warehouse.command(
    `INSERT INTO dead_letters (source_id, received_at, code, message, body) SELECT 'shop', now64(3), 'x', 'y', '{}'`,
  );
}

/** What the shop's figures must be, whatever made its tables. */
async function expectFigures(): Promise<void> {
  const range = "source = 'shop', since = '2025-01-01', until = '2026-01-01', time_zone = 'UTC'";
  expect(
    await warehouse.query(`SELECT customers, repeat_customers FROM repeat_customer_rate(${range})`),
  ).toEqual([{ customers: 2, repeat_customers: 1 }]);
  expect(
    await warehouse.query(
      `SELECT toUInt32(orders) AS orders, toString(revenue) AS revenue, currency FROM average_order_value(${range})`,
    ),
  ).toEqual([{ orders: 3, revenue: "30", currency: "EUR" }]);
  expect(await warehouse.query("SELECT message_id FROM event_rows FINAL ORDER BY message_id")).toEqual(
    ["m-1", "m-2", "m-3", "m-page"].map((message_id) => ({ message_id })),
  );
  expect(await warehouse.query("SELECT code FROM dead_letters FINAL")).toEqual([{ code: "x" }]);
  await refreshVisits(warehouse);
  expect(await warehouse.query(`SELECT toUInt32(count()) AS visits FROM visits(${range})`)).toEqual([
    { visits: 1 },
  ]);
}

async function expectCurrent(): Promise<void> {
  const ledger = await warehouse.query<{ name: string }>(
    "SELECT name FROM schema_migrations FINAL ORDER BY name",
  );
  expect(ledger.map(({ name }) => `${name}.sql`)).toEqual(NOW);
  expect(await warehouse.query("SELECT name FROM system.databases WHERE name = 'safar_earlier'")).toEqual([]);
  expect((await migrate(warehouse)).applied).toEqual([]);
}

describe("a data folder", { timeout: 180_000 }, () => {
  it.each([...new Set([2, 4, 13, NOW.length - 1])])(
    "of the first %i migrations is brought to all of them",
    async (count) => {
      await make(firstOfNow(count));
      await sell();
      await migrateFolder(warehouse, silent);
      await expectCurrent();
      await expectFigures();
    },
  );

  it.each(Object.keys(COMMITS))("made by commit %s is opened, and has the same figures", async (commit) => {
    await make(ofCommit(commit));
    await sell();
    await migrateFolder(warehouse, silent);
    await expectCurrent();
    await expectFigures();
  });

  it("goes on where a start was cut off, wherever that was", async () => {
    await make(ofCommit("606732a"));
    await sell();
    for (let allowed = 0, done = false; !done; allowed = Math.ceil(allowed * 1.8) + 2) {
      let left = allowed;
      const cutOff: Warehouse = {
        ...warehouse,
        async command(statement) {
          if (left-- <= 0) throw new Error("cut off");
          await warehouse.command(statement);
        },
      };
      done = await migrateFolder(cutOff, silent).then(
        () => true,
        (error: Error) => {
          expect(error.message).toBe("cut off");
          return false;
        },
      );
    }
    await expectCurrent();
    await expectFigures();
  });

  it("is refused, with all that it holds, when this release has no place for something in it", async () => {
    await make([
      {
        name: "0001_events",
        text: `${firstOfNow(1)[0]!.text}\nALTER TABLE event_rows ADD COLUMN mood String;\n`,
      },
      ...firstOfNow(2).slice(1),
    ]);
    await warehouse.insert(
      "event_rows",
      [...EVENT, "mood"],
      [JSON.stringify(["shop", "page", "m-1", "page", "", TIME, TIME, "ann", "glad"])],
    );
    for (let starts = 0; starts < 2; starts++)
      await expect(migrateFolder(warehouse, silent)).rejects.toThrow("event_rows.mood");
    expect(await warehouse.query("SELECT mood FROM safar_earlier.event_rows")).toEqual([{ mood: "glad" }]);
  });
});
