import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PERSON_TABLES } from "@safar/schemas";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { exportCommand } from "../../src/people/export-command.js";
import type { Receipt } from "../../src/people/forget.js";
import { forgetCommand } from "../../src/people/forget-command.js";
import { rebuildJoinedUsers } from "../../src/people/identity/joined-users.js";
import { receiptsFile } from "../../src/people/receipts.js";
import { type ClickHouseCluster, startCluster } from "../clickhouse-server/cluster.js";
import { insertVariedShop } from "../figures/varied-shop.js";
import { migrateCluster, refreshCluster, rowsOfShards } from "./cluster-schema.js";

let folder: string;
let cluster: ClickHouseCluster;

/** Somebody of whom every table tells: three user ids that aliases joined, and a guest. */
const IDS = ["user/old", "user/young", "user/younger", "guest/g1"];
const ofPerson = (labels: string) =>
  `source_id = 'shop' AND hasAny(${labels}, [${IDS.map((id) => `'${id}'`).join(", ")}])`;
const told = (messageId: string, timestamp: string, more = {}) =>
  eventRow(
    { type: "page", userId: "younger", messageId, timestamp, ...more },
    { sourceId: "shop", sourceCurrency: "EUR", keyKind: "server", receivedAt: Date.now() },
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-persons-"));
  cluster = await startCluster();
  await migrateCluster(cluster);
  const { warehouse } = cluster;
  await insertVariedShop(warehouse);
  // enough for both shards to have some
  await warehouse.insert(
    "event_rows",
    EVENT_COLUMNS,
    Array.from({ length: 40 }, (_, n) => told(`page-${n}`, new Date(Date.UTC(2025, 2, 9, n)).toISOString())),
  );
  await warehouse.insert("event_rows", EVENT_COLUMNS, [
    told("joined-1", "2025-03-03T00:00:00Z", { type: "alias", userId: "young", previousId: "old" }),
    told("joined-2", "2025-03-04T00:00:00Z", { type: "alias", previousId: "young" }),
  ]);
  await warehouse.insert(
    "dead_letters",
    ["source_id", "received_at", "code", "message", "body"],
    Array.from({ length: 20 }, (_, n) =>
      JSON.stringify(["shop", Date.now() + n, "invalid_event", "refused", `{"userId":"younger","n":${n}}`]),
    ),
  );
  await warehouse.insert(
    "journey_members",
    ["source_id", "journey_id", "segment", "person_key", "customer_id", "is_guest", "looked_at"],
    Array.from({ length: 20 }, (_, n) =>
      JSON.stringify(["shop", "silent", "a hash", n, n < 10 ? "younger" : `other-${n}`, false, Date.now()]),
    ),
  );
  await rebuildJoinedUsers(warehouse);
  await refreshCluster(cluster);
  vi.stubEnv("SAFAR_CLICKHOUSE_PASSWORD", cluster.login.password);
}, 180_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await cluster?.close();
  await rm(folder, { recursive: true });
});

const where = () => ["--clickhouse", cluster.url, "--user", cluster.login.username];
const forget = (...options: string[]) =>
  forgetCommand().parseAsync([...options, ...where(), "--data", folder], { from: "user" });

/** Rows of the person in each table, by the shard. */
const shardsOfPerson = async () =>
  Object.fromEntries(
    await Promise.all(
      PERSON_TABLES.map(async ({ table, labels }) => [
        table,
        await rowsOfShards(cluster, table, ofPerson(labels)),
      ]),
    ),
  ) as Record<string, number[]>;
const sum = (rows: readonly number[]) => rows.reduce((total, n) => total + n, 0);

it("exports the rows of every table from both shards", async () => {
  const file = join(folder, "person.jsonl");
  const ids = ["younger", "--source", "shop", "--links", "all"];
  await exportCommand().parseAsync(
    [...ids, "--out", file, "--data", folder, "--password", cluster.login.password, ...where()],
    { from: "user" },
  );
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  const exported: Record<string, number> = {};
  for (const line of lines) {
    const { table } = JSON.parse(line) as { table: string };
    exported[table] = (exported[table] ?? 0) + 1;
  }
  const shards = await shardsOfPerson();
  for (const { table } of PERSON_TABLES) expect(sum(shards[table]!), table).toBeGreaterThan(0);
  for (const table of ["event_rows", "dead_letters", "visit_parts"])
    expect(shards[table], table).toHaveLength(2);
  expect(exported).toEqual(
    Object.fromEntries(Object.entries(shards).map(([table, rows]) => [table, sum(rows)])),
  );
});

it("erases the person from every table of both shards, and nobody else", async () => {
  const count = async (table: string) => sum(await rowsOfShards(cluster, table));
  const before = { person: await shardsOfPerson(), events: await count("event_rows") };
  await forget("younger", "--source", "shop", "--links", "all", "--yes", "--json");
  await refreshCluster(cluster);
  for (const [table, rows] of Object.entries(await shardsOfPerson())) expect(rows, table).toEqual([]);
  const [receipt] = (await readFile(receiptsFile(folder), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Receipt);
  const { event_rows, dead_letters } = before.person;
  expect(receipt?.rows).toMatchObject({ event_rows: sum(event_rows!), dead_letters: sum(dead_letters!) });
  expect(await count("event_rows")).toBe(before.events - sum(event_rows!));
});

it("erases again what came late, and leaves what they did afterwards", async () => {
  const late = Array.from({ length: 20 }, (_, n) => told(`late-${n}`, "2025-03-10T00:00:00Z"));
  await cluster.warehouse.insert("event_rows", EVENT_COLUMNS, [
    ...late,
    told("after", new Date(Date.now() + 60_000).toISOString()),
  ]);
  expect((await shardsOfPerson()).event_rows).toHaveLength(2);
  await forget("--again");
  const [labels] = PERSON_TABLES.filter(({ table }) => table === "event_rows").map((table) => table.labels);
  expect(
    await cluster.warehouse.query(`SELECT message_id FROM event_rows WHERE ${ofPerson(labels!)}`),
  ).toEqual([{ message_id: "after" }]);
});
