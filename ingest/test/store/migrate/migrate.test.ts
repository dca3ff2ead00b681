import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@clickhouse/client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../../src/event/enrich/event-row.js";
import { type Engine, startEngine } from "../../../src/store/engine/engine.js";
import { MigrationError, migrate } from "../../../src/store/migrate/migrate.js";
import { readSchemaFiles, schemaFolder } from "../../../src/store/migrate/schema-files.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";

let folder: string;
let engine: Engine;
let warehouse: Warehouse;
let schemas: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-migrate-"));
  engine = await startEngine({ folder: join(folder, "data") });
  warehouse = engine.warehouse("operator");
});

beforeEach(async () => {
  for (const database of ["safar", "safar_internal"])
    await warehouse.command(`DROP DATABASE IF EXISTS ${database} SYNC`);
  await warehouse.command("CREATE DATABASE IF NOT EXISTS safar");
  schemas = await mkdtemp(join(folder, "schemas-"));
  await cp(schemaFolder(), schemas, { recursive: true });
});

afterAll(async () => {
  await warehouse.close();
  await engine.close();
  await rm(folder, { recursive: true });
});

const tables = async (engine: string) =>
  (
    await warehouse.query<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = 'safar' AND engine = {engine:String} ORDER BY name",
      { engine },
    )
  ).map(({ name }) => name);

const madeViews = async () =>
  (
    await warehouse.query<{ name: string }>(
      `SELECT concat(database, '.', name) AS name FROM system.tables
       WHERE database IN ('safar', 'safar_internal') AND engine = 'View' ORDER BY name`,
    )
  ).map(({ name }) => name);

const ledger = () =>
  warehouse.query<{ name: string; checksum: string }>(
    "SELECT name, checksum FROM schema_migrations FINAL ORDER BY name",
  );

const edit = async (file: string, change: (text: string) => string) => {
  const path = join(schemas, file);
  await writeFile(path, change(await readFile(path, "utf8").catch(() => "")));
};

/** Leaves a dozen views, each with those it reads: to make them all takes a second, and what they say is not asked. */
const fewViews = async () => {
  const { views } = await readSchemaFiles(schemas);
  for (const { name, database } of views.slice(12))
    await rm(join(schemas, database === "safar" ? "views" : "views/internal", `${name}.sql`));
};

/** The names of the migrations in the order of their numbers, the last of which a run must not miss. */
const migrationFiles = async () => {
  const files = await readdir(join(schemas, "migrations"));
  return files.map((file) => file.replace(/\.sql$/, "")).sort();
};

/** The warehouse, gone after so many statements. */
const cutOffAfter = (statements: number): Warehouse => {
  let left = statements;
  const use = <Result>(call: () => Promise<Result>): Promise<Result> =>
    left-- > 0 ? call() : Promise.reject(new Error("the process is gone"));
  return {
    ...warehouse,
    command: (statement) => use(() => warehouse.command(statement)),
    insert: (...row) => use(() => warehouse.insert(...row)),
  };
};

const codeOf = async (run: Promise<unknown>) => {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MigrationError);
  return (error as MigrationError).code;
};

describe("a new warehouse", () => {
  test("gets every table and every view, and a ledger that tells of the tables", async () => {
    const report = await migrate(warehouse, schemas);
    expect(report.applied).toEqual(await migrationFiles());
    expect(report.before).toBe(0);
    expect(report.dropped).toEqual([]);
    expect(await tables("ReplacingMergeTree")).toEqual([
      "dead_letters",
      "erasures",
      "event_rows",
      "joined_users",
      "journey_claims",
      "journey_engine",
      "journey_members",
      "journey_rows",
      "journey_versions",
      "prediction_fits",
      "predictions",
      "private_keys",
      "schema_migrations",
      "sources",
    ]);
    expect(await madeViews()).toEqual([...report.views].sort());
    // a view that called another one would be planned twice
    expect(
      await warehouse.query(
        "SELECT name FROM system.tables WHERE engine = 'View' AND match(as_select, 'safar\\.\\w+`?\\(')",
      ),
    ).toEqual([]);
    expect(await ledger()).toEqual(
      report.applied.map((name) => ({ name, checksum: expect.stringMatching(/^[0-9a-f]{64}$/) })),
    );
  });

  test("is made by the files of the installed package when no folder is named", async () => {
    expect(await migrate(warehouse)).toEqual(await migratedAgain());
    async function migratedAgain() {
      const again = await migrate(warehouse, schemas);
      return { ...again, applied: (await ledger()).map(({ name }) => name), before: 0 };
    }
  });
});

/** How many rows a view has when nothing ever happened; those that are not named have none. */
const ROWS_WITHOUT_EVENTS: Record<string, number> = {
  asked_currency: 1,
  calendar: 81_815,
  customer_lifecycle: 2,
  order_span: 1,
  periods: 2,
  purchase_frequency: 1,
  purchase_gaps: 1,
  repeat_customer_rate: 1,
  retention_rate: 2,
  return_times: 168,
};

/** What a view is asked with: every parameter that its text names. */
const PARAMETERS: Record<string, string> = {
  currency: "",
  min_orders: "1",
  minutes: "30",
  period: "month",
  since: "2024-01-01",
  steps: "",
  source: "shop",
  time_zone: "Asia/Tehran",
  until: "2024-03-01",
  acquired_by: "campaign",
  after: "",
  segment_by: "",
  unit: "session",
  window_hours: "24",
  windows: "24",
  goal_days: "30",
  within_hours: "24",
};

async function call(view: string): Promise<string> {
  const path = view.replace("safar_internal.", "internal/").replace("safar.", "");
  const text = await readFile(join(schemas, "views", `${path}.sql`), "utf8");
  const names = new Set([...text.matchAll(/\{(\w+):String\}/g)].map(([, name = ""]) => name));
  if (names.size === 0) return "";
  return `(${[...names].map((name) => `${name} = '${PARAMETERS[name]}'`).join(", ")})`;
}

// every view is asked: how long that takes says something of the machine alone
describe("the views", { timeout: 300_000 }, () => {
  const RANGE = "source = 'shop', since = '2024-01-01', until = '2024-03-01', time_zone = 'Asia/Tehran'";

  test("answer a session that started in another database, and that may only read", async () => {
    const { views } = await migrate(warehouse, schemas);
    await warehouse.insert("sources", ["source_id", "updated_at"], ['["shop",1]']);
    const { url, username, password } = engine.address("dashboard");
    const client = createClient({ url, username, password, database: "system" });
    const rowsOf = async (select: string) =>
      (await client.query({ query: select, format: "JSONEachRow" })).json<Record<string, unknown>>();
    const inTree = views.filter((view) => view.startsWith("safar."));
    // What a BI tool's tree shows beside a few tables.
    expect(inTree.length).toBeLessThan(60);
    const without: Record<string, number> = { ...ROWS_WITHOUT_EVENTS, questions: inTree.length };
    for (const view of views) {
      const rows = await rowsOf(`SELECT * FROM ${view}${await call(view)}`);
      expect(rows.length, view).toBe(without[view.split(".")[1]!] ?? 0);
      if (view === "safar.repeat_customer_rate")
        expect(rows).toEqual([{ customers: 0, repeat_customers: 0, repeat_customer_rate: null }]);
    }
    await client.close();
  }, 180_000);

  test("read orders by the primary key alone: those of other sources and other events stay unread", async () => {
    await migrate(warehouse, schemas);
    for (const sourceId of ["shop", "shop2"]) {
      const receipt = { sourceId, sourceCurrency: "EUR", receivedAt: Date.UTC(2024, 0, 31) };
      const rows = ["Order Completed", "Product Viewed"].map((event) =>
        eventRow({ type: "track", event, userId: "u", properties: { order_id: "1", revenue: 1 } }, receipt),
      );
      await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
    }
    for (const view of [`repeat_customer_rate(${RANGE})`, `average_order_value(${RANGE})`]) {
      const plan = await warehouse.query<{ explain: string }>(`EXPLAIN indexes = 1 SELECT * FROM ${view}`);
      const conditions = plan.map(({ explain }) => explain).filter((line) => line.includes("Condition:"));
      expect(conditions.length).toBeGreaterThan(0);
      for (const condition of conditions) {
        expect(condition).toContain("source_id in ['shop', 'shop']");
        expect(condition).toContain("kind in ");
      }
    }
  });

  test("refuse what is no period", async () => {
    await migrate(warehouse, schemas);
    for (const period of ["hour", "fortnight"]) {
      const asked = warehouse.query(`SELECT * FROM retention_rate(${RANGE}, period = '${period}')`);
      await expect(asked, period).rejects.toThrow(period);
    }
  });
});

describe("a second run", () => {
  test("applies nothing, keeps the rows, and makes the views anew", async () => {
    const first = await migrate(warehouse, schemas);
    await warehouse.insert("sources", ["source_id", "time_zone"], ['["shop","Asia/Tehran"]']);
    const second = await migrate(warehouse, schemas);
    expect(second).toEqual({ applied: [], before: first.applied.length, views: first.views, dropped: [] });
    expect(await warehouse.query("SELECT source_id FROM sources")).toEqual([{ source_id: "shop" }]);
  });

  test("applies what a later release adds, once", async () => {
    await fewViews();
    await migrate(warehouse, schemas);
    await edit(
      "migrations/9999_more.sql",
      () => "ALTER TABLE sources ADD COLUMN IF NOT EXISTS note String;\n",
    );
    expect((await migrate(warehouse, schemas)).applied).toEqual(["9999_more"]);
    expect((await migrate(warehouse, schemas)).applied).toEqual([]);
  });

  test("replaces a view that changed, and drops one that is gone", async () => {
    await fewViews();
    await edit("views/of_old.sql", () => "CREATE OR REPLACE VIEW of_old AS SELECT 1 AS answer;\n");
    await migrate(warehouse, schemas);
    expect(await warehouse.query("SELECT answer FROM of_old")).toEqual([{ answer: 1 }]);
    await edit("views/of_old.sql", (text) => text.replace("1 AS", "2 AS"));
    await migrate(warehouse, schemas);
    expect(await warehouse.query("SELECT answer FROM of_old")).toEqual([{ answer: 2 }]);
    await rm(join(schemas, "views/of_old.sql"));
    expect((await migrate(warehouse, schemas)).dropped).toEqual(["safar.of_old"]);
    expect(await tables("View")).not.toContain("of_old");
  });

  test("leaves views alone that somebody else made", async () => {
    await fewViews();
    await migrate(warehouse, schemas);
    await warehouse.command("CREATE VIEW `our ``own`` view` COMMENT 'Made by us' AS SELECT 1 AS answer");
    expect((await migrate(warehouse, schemas)).dropped).toEqual([]);
    expect(await warehouse.query("SELECT answer FROM `our ``own`` view`")).toEqual([{ answer: 1 }]);
  });

  test("drops views where an earlier release made them, and makes them where they are now", async () => {
    await fewViews();
    const { views } = await migrate(warehouse, schemas);
    const moved = views.find((view) => view.startsWith("safar_internal."))!;
    const former = moved.replace("safar_internal.", "safar.");
    await warehouse.command(`CREATE VIEW ${former} COMMENT 'Which? Made by safar migrate.' AS SELECT 1`);
    expect((await migrate(warehouse, schemas)).dropped).toEqual([former]);
    expect(await madeViews()).toEqual([...views].sort());
  });

  test("replaces views of a release that did not mark its own, wherever it is cut off", async () => {
    await fewViews();
    const { views } = await migrate(warehouse, schemas);
    for (const view of views) await warehouse.command(`DROP VIEW ${view}`);
    for (const view of ["orders", "persons", "visits"])
      await warehouse.command(`CREATE VIEW ${view} AS SELECT 1 AS answer`);
    await warehouse.command("CREATE VIEW ours AS SELECT 1 AS answer");
    for (let statements = 0; ; statements++) {
      const done = await migrate(cutOffAfter(statements), schemas).catch((error: Error) => error.message);
      if (done !== "the process is gone") break;
    }
    expect(await madeViews()).toEqual([...views, "safar.ours"].sort());
  });

  test.each([
    ["a view", "CREATE VIEW at_risk AS SELECT 1 AS answer"],
    [
      "a table",
      "CREATE TABLE at_risk (answer UInt8) ENGINE = MergeTree ORDER BY answer AS SELECT 1 AS answer",
    ],
  ])("does nothing where %s of somebody else has the name of one of its own", async (_, statement) => {
    await edit("views/at_risk.sql", () => "CREATE OR REPLACE VIEW at_risk AS SELECT 2 AS answer;\n");
    await fewViews();
    await rm(join(schemas, "views/at_risk.sql"), { force: true });
    await migrate(warehouse, schemas);
    await warehouse.command(statement);
    await edit("views/at_risk.sql", () => "CREATE OR REPLACE VIEW at_risk AS SELECT 2 AS answer;\n");
    await edit("migrations/9999_more.sql", () => "CREATE TABLE more (a Int8) ENGINE = Memory;\n");
    expect(await codeOf(migrate(warehouse, schemas))).toBe("foreign_view");
    await expect(migrate(warehouse, schemas)).rejects.toThrow("safar.at_risk");
    expect(await warehouse.query("SELECT answer FROM at_risk")).toEqual([{ answer: 1 }]);
    expect((await ledger()).map(({ name }) => name)).not.toContain("9999_more");
    await warehouse.command("RENAME TABLE safar.at_risk TO safar.at_risk_own");
    await migrate(warehouse, schemas);
    expect(await warehouse.query("SELECT answer FROM at_risk")).toEqual([{ answer: 2 }]);
  });
});

test("each view tells which question it answers, and how to ask it", async () => {
  await migrate(warehouse, schemas);
  const told = await warehouse.query<{ name: string; comment: string }>(
    "SELECT name, comment FROM system.tables WHERE startsWith(database, 'safar') AND engine = 'View'",
  );
  for (const { name, comment } of told)
    expect(comment, name).toMatch(
      /^[A-Z][^?]+\? Ask: SELECT \* FROM safar(_internal)?\.\w+.*\. Made by safar migrate\.$/,
    );
  expect(
    await warehouse.query("SELECT question, how_to_ask, parameters FROM questions WHERE view = 'lapse'"),
  ).toEqual([
    {
      question: expect.stringMatching(/^[A-Z][^?]+\?$/),
      how_to_ask: "SELECT * FROM safar.lapse(since = '…', source = '…', time_zone = '…', until = '…')",
      parameters: ["since", "source", "time_zone", "until"],
    },
  ]);
  expect(told.find(({ name }) => name === "rfm_segments")?.comment).toBe(
    "How many customers are in each RFM group, and how much revenue do they bring? Ask: SELECT * FROM safar.rfm_segments(currency = '…', since = '…', source = '…', time_zone = '…', until = '…'). Made by safar migrate.",
  );
});

describe("a ledger that does not fit", () => {
  beforeEach(async () => {
    await fewViews();
    await migrate(warehouse, schemas);
  });

  test("refuses a released migration whose text changed", async () => {
    await edit("migrations/0001_events.sql", (text) => `${text}-- a word more\n`);
    expect(await codeOf(migrate(warehouse, schemas))).toBe("changed_migration");
  });

  test("refuses a schema of a later release", async () => {
    await rm(join(schemas, `migrations/${(await migrationFiles()).at(-1)}.sql`));
    expect(await codeOf(migrate(warehouse, schemas))).toBe("newer_schema");
  });

  test("refuses a migration that came in between, and one that went", async () => {
    await edit("migrations/0001a_between.sql", () => "SELECT 1;\n");
    expect(await codeOf(migrate(warehouse, schemas))).toBe("missing_migration");
    await rm(join(schemas, "migrations/0001a_between.sql"));
    await rm(join(schemas, "migrations/0002_dead_letters.sql"));
    expect(await codeOf(migrate(warehouse, schemas))).toBe("missing_migration");
  });

  test("leaves everything as it was when it refuses", async () => {
    await edit("migrations/0003_sources.sql", (text) => `${text}-- a word more\n`);
    await edit("migrations/9999_more.sql", () => "CREATE TABLE more (a Int8) ENGINE = Memory;\n");
    await edit("views/orders.sql", () => "CREATE OR REPLACE VIEW orders AS SELECT 1 AS answer;\n");
    const before = await warehouse.query(
      "SELECT name, create_table_query FROM system.tables WHERE database = 'safar'",
    );
    await expect(migrate(warehouse, schemas)).rejects.toBeInstanceOf(MigrationError);
    expect(
      await warehouse.query("SELECT name, create_table_query FROM system.tables WHERE database = 'safar'"),
    ).toEqual(before);
  });
});

describe("a run that is cut off", () => {
  test("is finished by the next one, wherever it stopped", async () => {
    await fewViews();
    await edit("migrations/9999_more.sql", () =>
      [
        "CREATE TABLE IF NOT EXISTS more (a Int8) ENGINE = MergeTree ORDER BY a;",
        "ALTER TABLE more ADD COLUMN IF NOT EXISTS b Int8;\n",
      ].join("\n"),
    );
    let runs = 0;
    for (let statements = 0; ; statements++, runs++) {
      const done = await migrate(cutOffAfter(statements), schemas).catch((error: Error) => error.message);
      if (done !== "the process is gone") break;
    }
    expect(runs).toBeGreaterThan(10);
    const report = await migrate(warehouse, schemas);
    expect(report.applied).toEqual([]);
    expect((await ledger()).map(({ name }) => name)).toEqual(await migrationFiles());
    expect(await madeViews()).toEqual([...report.views].sort());
  });
});
