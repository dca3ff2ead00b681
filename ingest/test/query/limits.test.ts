import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openQueryServer, PASSWORD, type TestServer } from "./query-server.js";

const LONG = "SELECT sum(cityHash64(number)) FROM system.numbers";
let server: TestServer;
beforeAll(async () => {
  server = await openQueryServer({
    maxExecutionSeconds: 2,
    maxMemoryBytes: 200 * 1024 ** 2,
    maxResultRows: 1_000_000,
    maxResultBytes: 8 * 1024 ** 2,
    maxRunning: 2,
    maxWaiting: 3,
  });
});
afterAll(() => server.close());

const code = (response: Response) => Number(response.headers.get("x-clickhouse-exception-code"));
const running = async () =>
  (
    await server.warehouse.query<{ query: string }>(
      "SELECT query FROM system.processes WHERE Settings['log_comment'] LIKE 'safar-analyst-%'",
    )
  ).length;

async function until(condition: () => Promise<boolean>) {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("It has not come about within 10 seconds.");
    await delay(20);
  }
}

describe("a query ends at its limit of", () => {
  it("time: 408", async () => {
    const started = performance.now();
    const response = await server.ask(LONG);
    expect([response.status, code(response)]).toEqual([408, 159]);
    expect(performance.now() - started).toBeLessThan(6_000);
  });

  it("time, where the engine does not look at the clock", async () => {
    const started = performance.now();
    const response = await server.ask(
      "SELECT arraySort(x -> cityHash64(x), range(10000000))[1] + arraySort(x -> sipHash64(x), range(10000000))[1] FROM numbers(3)",
    );
    await response.text();
    expect(performance.now() - started).toBeLessThan(9_000);
  });

  it("memory", async () => {
    const response = await server.ask("SELECT length(groupArray(number)) FROM numbers(1000000000)");
    expect([response.status, code(response)]).toEqual([500, 241]);
  });

  it("rows and bytes of its answer", async () => {
    expect(code(await server.ask("SELECT number FROM numbers(3000000)"))).toBe(396);
    expect(code(await server.ask("SELECT repeat('x', 10000 + number % 2) FROM numbers(3000)"))).toBe(396);
  });

  it("memory, where a small result makes a huge text", async () => {
    const before = process.memoryUsage().rss;
    const response = await server.ask(
      `SELECT number AS ${"x".repeat(5_000)} FROM numbers(900000) FORMAT JSONEachRow`,
    );
    expect([241, 159]).toContain(code(response));
    expect(process.memoryUsage().rss - before).toBeLessThan(900 * 1024 ** 2);
  });

  it.each([
    ["parentheses", `SELECT ${"(".repeat(10_000)}1${")".repeat(10_000)}`],
    ["arrays", `SELECT ${"[".repeat(10_000)}1${"]".repeat(10_000)}`],
    ["subqueries", `${"SELECT * FROM (".repeat(5_000)}SELECT 1${")".repeat(5_000)}`],
    ["signs", `SELECT ${"- ".repeat(50_000)}1`],
    ["functions", `SELECT ${"abs(".repeat(20_000)}1${")".repeat(20_000)}`],
    ["terms", `SELECT 1${"+1".repeat(60_000)}`],
    ["cases", `SELECT ${"CASE WHEN 1 THEN ".repeat(5_000)}1${" END".repeat(5_000)}`],
    ["lambdas", `SELECT ${"arrayMap(x -> ".repeat(5_000)}1${", [1])".repeat(5_000)}`],
  ])("depth: %s", async (_what, statement) => {
    const response = await server.ask(statement);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect([62, 167, 168, 306]).toContain(code(response));
  });
});

describe("a client can ask for less", () => {
  it("but not for more", async () => {
    const limits = async (params: Record<string, string>) =>
      (
        await server.ask(
          "SELECT getSetting('max_execution_time'), getSetting('max_memory_usage'), getSetting('max_result_rows'), getSetting('max_result_bytes'), getSetting('readonly')",
          params,
        )
      ).text();
    const own = "2\t209715200\t1000000\t8388608\t1\n";
    const asked = (value: string) => ({
      max_execution_time: value,
      max_memory_usage: value,
      max_result_rows: value,
      max_result_bytes: value,
    });
    expect(await limits({})).toBe(own);
    for (const value of ["0", "-1", "999999999999", "NaN", ""]) expect(await limits(asked(value))).toBe(own);
    expect(await limits({ max_execution_time: "1", max_result_rows: "5" })).toBe(
      "1\t209715200\t5\t8388608\t1\n",
    );
  });

  it("and a limit on the answer alone does not touch how the statement is read", async () => {
    const response = await server.ask("SELECT o.customer FROM (SELECT * FROM shop_orders LIMIT 1) AS o", {
      max_result_rows: "1",
      limit: "1",
      offset: "0",
    });
    expect(await response.text()).toBe("Ada\n");
  });
});

describe("queries at once", () => {
  it("wait for their turn, and are refused when the line is full", async () => {
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const response = await server.ask(LONG, { max_execution_time: "0.5" });
        await response.text();
        return code(response);
      }),
    );
    expect(statuses.filter((one) => one === 159)).toHaveLength(5);
    expect(statuses.filter((one) => one === 202)).toHaveLength(3);
    expect(await (await server.ask("SELECT 1")).text()).toBe("1\n");
  });

  it("stop in the engine when their client hangs up", async () => {
    const url = `${server.url}/?query=${encodeURIComponent(LONG)}`;
    const clients = Array.from({ length: 4 }, () => {
      const client = request(url, { headers: { "x-clickhouse-key": PASSWORD } });
      client.on("error", () => undefined);
      client.end();
      return client;
    });
    await until(async () => (await running()) === 2);
    const started = performance.now();
    for (const client of clients) client.destroy();
    await until(async () => (await running()) === 0);
    expect(performance.now() - started).toBeLessThan(1_500);
    expect(await (await server.ask("SELECT 1")).text()).toBe("1\n");
  });
});

describe("a server that closes", () => {
  it("stops what runs and does not wait for its time limit", async () => {
    const long = server.ask(LONG).then((response) => response.text(), String);
    await until(async () => (await running()) === 1);
    const started = performance.now();
    await server.app.close();
    expect(performance.now() - started).toBeLessThan(1_500);
    expect(await long).toMatch(/QUERY_WAS_CANCELLED|fetch failed/);
  });
});
