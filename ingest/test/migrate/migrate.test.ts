import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MigrationError, migrate } from "../../src/migrate/migrate.js";
import { readSchemaFiles, schemaFolder, statementsOf } from "../../src/migrate/schema-files.js";
import { type ChdbWarehouse, openChdbWarehouse } from "../../src/warehouse/chdb.js";
import type { Warehouse } from "../../src/warehouse/warehouse.js";

let folder: string;
let schema: string;
let warehouse: ChdbWarehouse;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-migrate-"));
  schema = join(folder, "clickhouse");
  await cp(schemaFolder(), schema, { recursive: true });
  warehouse = await openChdbWarehouse(join(folder, "data"));
});

afterEach(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const migrationFile = (name: string) => join(schema, "migrations", `${name}.sql`);
const viewFile = (name: string) => join(schema, "views", `${name}.sql`);
const released = async () =>
  (await readdir(join(schema, "migrations"))).map((file) => file.replace(".sql", ""));

describe("migrate", () => {
  it("makes every table and view of a new warehouse, and changes nothing the second time", async () => {
    const names = await released();
    const views = (await readdir(join(schema, "views"))).map((file) => file.replace(".sql", ""));
    const first = await migrate(warehouse, schema);
    expect(first).toMatchObject({ applied: names, before: 0, dropped: [] });
    expect([...first.views].sort()).toEqual(views.sort());
    expect(await migrate(warehouse, schema)).toMatchObject({
      applied: [],
      before: names.length,
      dropped: [],
    });
    expect(await warehouse.query("SELECT count() AS n FROM events")).toEqual([{ n: 0 }]);
  });

  it("applies what a new release brings, once", async () => {
    await migrate(warehouse, schema);
    await writeFile(
      migrationFile("9000_note"),
      "-- a note; kept\nCREATE TABLE note (n Int8) ENGINE = MergeTree ORDER BY n;\n",
    );
    expect(await migrate(warehouse, schema)).toMatchObject({ applied: ["9000_note"] });
    expect(await migrate(warehouse, schema)).toMatchObject({ applied: [] });
  });

  it.each<[MigrationError["code"], (names: string[]) => Promise<void>]>([
    ["changed_migration", ([first = ""]) => writeFile(migrationFile(first), "SELECT 1;")],
    ["missing_migration", ([first = ""]) => rm(migrationFile(first))],
    ["newer_schema", async (names) => rm(migrationFile(names.at(-1) ?? ""))],
  ])("refuses with %s, and changes nothing", async (code, change) => {
    await migrate(warehouse, schema);
    await change(await released());
    await writeFile(viewFile("late"), "CREATE OR REPLACE VIEW late AS SELECT 1 AS one;");
    const refused = migrate(warehouse, schema);
    await expect(refused).rejects.toThrow(MigrationError);
    await expect(refused).rejects.toMatchObject({ code });
    expect(await warehouse.query("SELECT name FROM system.tables WHERE name = 'late'")).toEqual([]);
  });

  it("goes on where a run was cut off between two statements", async () => {
    await writeFile(
      migrationFile("9000_pair"),
      "CREATE TABLE IF NOT EXISTS one (n Int8) ENGINE = MergeTree ORDER BY n;\nCREATE TABLE IF NOT EXISTS two (n Int8) ENGINE = MergeTree ORDER BY n;\n",
    );
    const cutOff: Warehouse = {
      ...warehouse,
      command: (statement) =>
        statement.includes(" two ") ? Promise.reject(new Error("cut off")) : warehouse.command(statement),
    };
    await expect(migrate(cutOff, schema)).rejects.toThrow("cut off");
    expect(await migrate(warehouse, schema)).toMatchObject({ applied: ["9000_pair"] });
    expect(await warehouse.query("SELECT count() AS n FROM two")).toEqual([{ n: 0 }]);
  });

  it("makes a changed view anew and drops one that is gone", async () => {
    await writeFile(viewFile("greeting"), "CREATE OR REPLACE VIEW greeting AS SELECT 1 AS said;");
    await migrate(warehouse, schema);
    await writeFile(viewFile("greeting"), "CREATE OR REPLACE VIEW greeting AS SELECT 2 AS said;");
    await migrate(warehouse, schema);
    expect(await warehouse.query("SELECT said FROM greeting")).toEqual([{ said: 2 }]);
    await rm(viewFile("greeting"));
    expect(await migrate(warehouse, schema)).toMatchObject({ dropped: ["greeting"] });
    await expect(warehouse.query("SELECT said FROM greeting")).rejects.toThrow("greeting");
  });
});

describe("schema files", () => {
  it("stand in an order in which each view comes after those it reads", async () => {
    const { views } = await readSchemaFiles(schema);
    const place = (name: string) => views.findIndex((view) => view.name === name);
    expect(place("order_states")).toBeLessThan(place("source_orders"));
    expect(place("source_orders")).toBeLessThan(place("orders_in_range"));
    expect(place("orders_in_range")).toBeLessThan(place("repeat_customer_rate"));
  });

  it("say of two views that read each other which they are", async () => {
    await writeFile(viewFile("ping"), "CREATE OR REPLACE VIEW ping AS SELECT * FROM pong;");
    await writeFile(viewFile("pong"), "CREATE OR REPLACE VIEW pong AS SELECT * FROM ping;");
    await expect(readSchemaFiles(schema)).rejects.toThrow("The view ping reads itself through others.");
  });

  it("are split at semicolons that end a line, not at those of comments", () => {
    const text = "-- one; two\nSELECT ';' AS a;\n  -- three;\nSELECT 2;\n";
    expect(statementsOf({ name: "x", text, checksum: "" })).toEqual(["SELECT ';' AS a", "SELECT 2"]);
  });
});
