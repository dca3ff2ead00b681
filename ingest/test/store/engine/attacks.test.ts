import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openAnalystServer, type TestServer } from "./analyst-server.js";
import { attacks, EXPRESSION_PLACES, vainAttempts } from "./attacks.js";

const SECRET = `secret${randomBytes(12).toString("hex")}`;
// The attacks are written before the server and its targets exist; these names are put in at run time.
const PLACES = { file: "/CANARY/FILE.csv", folder: "/CANARY", host: "CANARY.HOST:1" };

let server: TestServer;
let folder: string;
let listener: Server;
let host: string;
let reached = 0;

beforeAll(async () => {
  server = await openAnalystServer();
  folder = await mkdtemp(join(tmpdir(), "safar-canary-"));
  await writeFile(join(folder, "FILE.csv"), `${SECRET},${SECRET}\n${SECRET},2\n`);
  // Where an engine would look for files and dictionaries beside its data.
  await mkdir(join(server.folder, "user_files"), { recursive: true });
  await writeFile(join(server.folder, "user_files", "FILE.csv"), `${SECRET},1\n`);
  listener = createServer((_request, response) => {
    reached += 1;
    response.end(SECRET);
  });
  listener.on("connection", () => {
    reached += 1;
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await server.close();
  await new Promise((resolve) => listener.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const aimed = (text: string) => text.replaceAll("/CANARY", folder).replaceAll("CANARY.HOST:1", host);

async function attack(statement: string, params: Readonly<Record<string, string>> = {}) {
  const response = await server.ask(
    aimed(statement),
    Object.fromEntries(Object.entries(params).map(([name, value]) => [name, aimed(value)])),
  );
  return {
    status: response.status,
    code: response.headers.get("x-clickhouse-exception-code"),
    text: await response.text(),
  };
}

/** Nothing was read, reached, written or changed, whatever was asked before. */
async function expectUnharmed() {
  expect(reached).toBe(0);
  expect(existsSync(join(folder, "written.csv"))).toBe(false);
  expect(existsSync(join(folder, "backup"))).toBe(false);
  expect(
    await server.warehouse.query(
      "SELECT count() AS rows, toString(sum(paid)) AS paid FROM safar.shop_orders",
    ),
  ).toEqual([{ rows: 3, paid: "30.500001" }]);
  expect(
    await server.warehouse.query(
      "SELECT groupArray(name) AS names FROM (SELECT name FROM system.tables WHERE database = 'safar' ORDER BY name)",
    ),
  ).toEqual([{ names: ["erasures", "orders_of", "private_keys", "shop_customers", "shop_orders"] }]);
  expect(
    await server.warehouse.query(
      "SELECT name FROM system.databases WHERE name NOT IN ('safar', 'default', 'system', 'information_schema', 'INFORMATION_SCHEMA')",
    ),
  ).toEqual([]);
}

describe("attacks of an analyst who has the password", () => {
  afterEach(expectUnharmed);

  const list = attacks(PLACES);
  it(`are many: ${list.length}`, () => expect(list.length).toBeGreaterThan(60));

  it.each(list.map((one) => [one.name, one.statement, one.params] as const))(
    "%s: %s %o",
    async (_name, statement, params) => {
      const { status, code, text } = await attack(statement, params);
      expect(text).not.toContain(SECRET);
      expect(text).toMatch(/^(?:std::exception\. |Poco::Exception\. )?Code: \d+/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(Number(code)).toBeGreaterThan(0);
    },
  );

  it.each(EXPRESSION_PLACES.map((place) => [place("f(x)"), place] as const))(
    "a closed function is seen wherever an expression can stand: %s",
    async (_shown, place) => {
      const { status, text } = await attack(place("file('/CANARY/FILE.csv')"));
      expect(text).not.toContain(SECRET);
      expect(status).toBeGreaterThanOrEqual(400);
    },
  );

  it("leave the password file of the data folder unread", async () => {
    const { text } = await attack(`SELECT file('${join(server.folder, "secrets.json")}')`);
    expect(text).not.toContain("clickhousePassword");
  });

  it.each(vainAttempts(PLACES))("%s is answered and does no harm", async (statement) => {
    const { text } = await attack(statement);
    expect(text).not.toContain(SECRET);
    expect(text).not.toMatch(/safar_(?:operator|collector|dashboard)/);
  });

  it("leave the limits of a question in force, wherever a setting stands", async () => {
    const huge = "SELECT length(groupArray(number)) FROM numbers(100000000000)";
    for (const statement of [
      `SELECT * FROM (${huge} SETTINGS max_memory_usage = 0, max_execution_time = 0)`,
      `WITH t AS (${huge} SETTINGS max_memory_usage = 0) SELECT * FROM t`,
      `SELECT 1 IN (${huge} SETTINGS max_memory_usage = 0)`,
    ]) {
      const { text } = await attack(statement, { max_execution_time: "5", max_memory_usage: "50000000" });
      expect(text).toMatch(/MEMORY_LIMIT_EXCEEDED|TIMEOUT_EXCEEDED/);
    }
  });

  it("fail too when their words are put together at random", async () => {
    const words = [
      ...`SELECT FROM WHERE ( ) , * APPLY file( url( 'x' '/CANARY/FILE.csv' FORMAT JSON ; -- /* */ $$ \` " '
        system.one system.processes default. WITH AS t 1 EXPLAIN DESCRIBE TABLE SHOW TABLES INTO OUTFILE INSERT
        UNION ALL numbers(2) shop_orders { } {x:Identifier} {f:String} IN x -> REPLACE COLUMNS('.*') SETTINGS =
        'http://CANARY.HOST:1/' LineAsString`.split(/\s+/),
      "'/CANARY/FILE.csv')",
      "file('/CANARY/FILE.csv')",
      "arrayMap(file, ['/CANARY/FILE.csv'])",
      "arrayMap(",
      "file,",
      "['/CANARY/FILE.csv'])",
      "url('http://CANARY.HOST:1/', 'LineAsString')",
      "file('/CANARY/FILE.csv', 'LineAsString')",
      "\n",
      "INTO OUTFILE '/CANARY/written.csv'",
      "DROP TABLE shop_orders",
    ];
    const statement = fc
      .array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 })
      .map((chosen) => chosen.join(" "));
    await fc.assert(
      fc.asyncProperty(
        statement,
        fc.constantFrom("", "SELECT ", "SELECT 1 FROM ", "EXPLAIN SELECT "),
        async (rest, start) => {
          const { text } = await attack(start + rest, { param_x: "file", param_f: "/CANARY/FILE.csv" });
          expect(text).not.toContain(SECRET);
          expect(reached).toBe(0);
        },
      ),
      { numRuns: 400 },
    );
  });
});
