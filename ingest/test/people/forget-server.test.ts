import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { PERSON_TABLES } from "@safar/schemas";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/enrich/event-row.js";
import { migrate } from "../../src/migrate/migrate.js";
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

const safarAt = (url: string, ...args: string[]) =>
  runSafar([...args, "--clickhouse", url, "--data", folder], {
    SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
  }).ended;
const safar = (...args: string[]) => safarAt(clickhouse.url, ...args);
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

/**
 * The first server of a cluster that has no other: what is for all servers it does itself, with the halves of tables
 * that hold rows.
 */
async function startCluster(name: string) {
  const forAll: string[] = [];
  const server = createServer(async (request, response) => {
    const statement = await text(request);
    const all = ` ON CLUSTER '${name}' `;
    if (statement.includes(all)) forAll.push(statement);
    const own = statement.includes(all) ? statement.replace(all, " ").replace("_local ", " ") : statement;
    const { authorization = "" } = request.headers;
    const answer = await fetch(new URL(request.url!, clickhouse.url), {
      method: "POST",
      body: own,
      headers: { authorization },
    });
    for (const [name, value] of answer.headers)
      if (name.startsWith("x-clickhouse") || name === "content-type") response.setHeader(name, value);
    response.statusCode = answer.status;
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, forAll, close: () => server.close() };
}

it("forgets a person on every server of a cluster, where the rows are", async () => {
  await store("cem", "bob");
  const cluster = await startCluster("shops");
  try {
    const done = await safarAt(cluster.url, "forget", "cem", "--cluster", "shops", "--yes", "--json");
    expect([done.code, done.stderr]).toEqual([0, ""]);
    expect(JSON.parse(done.stdout)).toMatchObject({ what: "forget", rows: { event_rows: 1 } });
  } finally {
    cluster.close();
  }
  expect(await users()).toEqual(["bob"]);
  const erased = cluster.forAll.map((statement) => statement.slice(0, statement.indexOf(" WHERE")));
  expect([...new Set(erased)].sort()).toEqual(
    PERSON_TABLES.map(({ table }) => `ALTER TABLE safar.${table}_local ON CLUSTER 'shops' DELETE`).sort(),
  );
});
