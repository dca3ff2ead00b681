import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildDashboard } from "../../../src/ask/dashboard/app.js";
import type { ComposedQuestion } from "../../../src/ask/dashboard/question.js";
import { type Reader as ClickHouseReader, openReader } from "../../../src/ask/dashboard/reader.js";
import { type Engine, startEngine } from "../../../src/store/engine/engine.js";
import { migrateFolder } from "../../../src/store/migrate/copy-earlier.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";
import { newReader, type Reader } from "./reader.js";

const SECRET = "a secret";

/** Works for twenty seconds before its first row: closing the connection does not end it. */
const SLOW = "SELECT (SELECT sum(sleepEachRow(0.5)) FROM numbers(40) SETTINGS max_block_size = 1) AS slept";

const composed = {
  slow: { params: [], rows: (read) => read(SLOW, {}) },
  both: {
    params: [],
    rows: async (read) => (await Promise.all([read(SLOW, {}), read(SLOW, {})])).flat() as object[],
  },
  apart: {
    params: [],
    rows: async (read) => {
      const [one, other] = [read<object>(SLOW, {}), read<object>(SLOW, {})];
      return [...(await one), ...(await other)];
    },
  },
  quick: { params: [], rows: (read) => read("SELECT 1 AS one", {}) },
} satisfies Record<string, ComposedQuestion>;

let folder: string;
let engine: Engine;
let operator: Warehouse;
let clickhouse: ClickHouseReader;
let app: FastifyInstance;
let page: string;
let reader: Reader;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-left-"));
  engine = await startEngine({ folder, analysts: { password: "open sesame" } });
  operator = engine.warehouse("operator");
  await migrateFolder(operator, pino({ level: "silent" }));
  clickhouse = openReader(engine.address("dashboard"));
  app = await buildDashboard({
    ...{ reader: clickhouse, secrets: { viewer: SECRET }, composed },
    logger: pino({ level: "silent" }),
  });
  page = await app.listen({ host: "127.0.0.1", port: 0 });
  reader = newReader({ collector: page });
  await reader.signIn(SECRET);
}, 120_000);
afterAll(async () => {
  app?.server.closeAllConnections();
  await app?.close();
  await clickhouse?.close();
  await operator?.close();
  await engine?.close();
  await rm(folder, { recursive: true });
});

const RUNNING = `SELECT toUInt32(count()) AS queries FROM system.processes
  WHERE user = 'safar_dashboard' AND query LIKE '%sleepEachRow%' AND query NOT LIKE 'KILL%'`;
const running = async () => (await operator.query<{ queries: number }>(RUNNING))[0]!.queries;

it.each(["slow", "both", "apart"])(
  "keeps the place of the question %s until ClickHouse has ended it, and frees it then",
  async (question) => {
    const most: number[] = [];
    for (let round = 0; round < 8; round++) {
      const leaving = new AbortController();
      const asked = Array.from({ length: 3 }, () =>
        fetch(`${page}/dashboard/ask/${question}`, {
          headers: { cookie: reader.cookie },
          signal: leaving.signal,
        }).catch(({ name }: Error) => name),
      );
      await sleep(200);
      most.push(await running());
      leaving.abort();
      expect(await Promise.all(asked)).toEqual(["AbortError", "AbortError", "AbortError"]);
    }
    expect(Math.max(...most)).toBeGreaterThan(0);
    expect(Math.max(...most)).toBeLessThanOrEqual(4);
    expect(await reader.ask("quick", {})).toMatchObject({ status: 200, rows: [{ one: 1 }] });
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
  },
  60_000,
);
