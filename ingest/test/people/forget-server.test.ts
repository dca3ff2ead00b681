import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import { type ClickHouseServer, startClickHouseServer } from "../clickhouse-server/start.js";
import { runSafar } from "../journey/serve-process.js";

let folder: string;
let clickhouse: ClickHouseServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-forget-server-"));
  clickhouse = await startClickHouseServer();
  await migrate(clickhouse.warehouse);
});
afterAll(async () => {
  await clickhouse?.close();
  await rm(folder, { recursive: true });
});

const safar = (...args: string[]) =>
  runSafar([...args, "--clickhouse", clickhouse.url, "--data", folder], {
    SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
  }).ended;
const store = (...ids: string[]) =>
  clickhouse.warehouse.insert(
    "event_rows",
    EVENT_COLUMNS,
    ids.map((userId) =>
      eventRow(
        { type: "track", event: "x", userId, messageId: `of-${userId}`, timestamp: "2025-01-01T00:00:00Z" },
        { sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.now() },
      ),
    ),
  );
const users = async () =>
  (
    await clickhouse.warehouse.query<{ u: string }>("SELECT DISTINCT user_id AS u FROM event_rows ORDER BY u")
  ).map(({ u }) => u);

it("forgets a person on a server, and again what a loader brings later", { timeout: 180_000 }, async () => {
  await store("ann", "bob");
  const exported = await safar("export", "ann");
  // Behind it stands her visit, when visits have been put together since.
  const [event = ""] = exported.stdout.split("\n", 1);
  expect(JSON.parse(event)).toMatchObject({ table: "event_rows", row: { message_id: "of-ann" } });
  const done = await safar("forget", "ann", "--yes", "--json");
  expect([done.code, JSON.parse(done.stdout)]).toMatchObject([0, { rows: { event_rows: 1 } }]);
  expect(await users()).toEqual(["bob"]);
  expect(JSON.parse(await readFile(join(folder, "erasures.audit.jsonl"), "utf8"))).toEqual(
    JSON.parse(done.stdout),
  );

  await store("ann");
  const again = await safar("forget", "--again");
  expect([again.code, again.stderr]).toEqual([0, ""]);
  expect(await users()).toEqual(["bob"]);
});
