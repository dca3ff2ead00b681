import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServeProcess, startServe } from "../journey/serve-process.js";
import { checksOf, has, run } from "./support.js";

// Clients of ClickHouse in other languages, unmodified, against a running `safar serve`. npm run test:clients installs
// them from PyPI, Maven Central and the Go proxy into a temporary folder.

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const INSTALL_MS = 900_000;
const ORDERS = 3;

let folder: string;
let server: ServeProcess;
let httpPort: string;
let nativePort: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-clients-"));
  server = await startServe(join(folder, "data"));
  httpPort = new URL(server.clickhouse).port;
  nativePort = server.clickhouseNative.split(":")[1]!;
  const batch = Array.from({ length: ORDERS }, (_, n) => ({
    type: "track",
    messageId: `order-${n}`,
    userId: `u${n % 2}`,
    event: "Order Completed",
    timestamp: "2024-05-06T07:08:09Z",
    properties: { order_id: `O${n}`, revenue: 10, currency: "EUR" },
  }));
  const answer = await fetch(`${server.collector}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  });
  expect(await answer.json()).toMatchObject({ accepted: ORDERS });
});

afterAll(async () => {
  await server.end("SIGTERM");
  await rm(folder, { recursive: true, force: true });
});

describe("Python's clients", () => {
  const at = (name: string) => join(folder, "python", "bin", name);

  it("are installed from PyPI", { timeout: INSTALL_MS }, async () => {
    expect(await has("python3", "--version"), "python3 is needed").toBe(true);
    await run("python3", ["-m", "venv", join(folder, "python")]);
    await run(at("pip"), ["install", "-q", "-r", here("python/requirements.txt")], {
      maxBuffer: 32 * 1024 ** 2,
    });
  });

  it("ask as analysts: clickhouse-connect, clickhouse-driver, clickhouse-sqlalchemy", {
    timeout: 300_000,
  }, async () => {
    const checks = await checksOf(at("python"), [
      here("python/check.py"),
      httpPort,
      nativePort,
      server.password,
    ]);
    expect(checks).toEqual({
      "connect: rows": [[2, ORDERS]],
      "connect: settings": [[2, ORDERS]],
      "connect: parameters": [["سفر's"]],
      "connect: dataframe": ORDERS,
      "connect: arrow": 100_000,
      "connect: columns": true,
      "connect: insert refused": true,
      "connect: cancel": true,
      "driver: rows": [[2, ORDERS]],
      "driver: streams": 1_000_000,
      "driver: compressed": [[1]],
      "clickhouse: tables": true,
      "clickhouse: reflects events": ORDERS,
      "clickhouse+native: tables": true,
      "clickhouse+native: reflects events": ORDERS,
    });
  });

  it("dbt finds all well, and shows a model over a view", { timeout: 300_000 }, async () => {
    const project = join(folder, "dbt");
    await cp(here("dbt"), project, { recursive: true });
    const env = {
      ...process.env,
      SAFAR_TEST_PORT: httpPort,
      SAFAR_TEST_PASSWORD: server.password,
      DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
    };
    const dbt = (...args: string[]) =>
      run(at("dbt"), [...args, "--profiles-dir", project], { cwd: project, env }).then(
        ({ stdout }) => stdout,
        ({ stdout, stderr }) => `failed: ${stdout}${stderr}`,
      );
    expect(await dbt("debug")).toContain("All checks passed!");
    expect(await dbt("show", "--select", "orders_by_currency", "--output", "json")).toMatch(
      /"currency": "EUR",\s*"orders": 3/,
    );
  });
});

describe("clickhouse-go", () => {
  it("asks over HTTP and natively", { timeout: INSTALL_MS }, async () => {
    expect(await has("go", "version"), "go is needed").toBe(true);
    const program = join(folder, "go");
    await cp(here("go"), program, { recursive: true });
    await run("go", ["build", "-o", "check", "."], { cwd: program });
    const checks = await checksOf(join(program, "check"), [httpPort, nativePort, server.password]);
    const expected = (way: string) => ({
      [`${way}: ping`]: true,
      [`${way}: figure`]: [2, ORDERS],
      [`${way}: million rows`]: 1_000_000,
      [`${way}: cancel`]: true,
      [`${way}: write refused`]: true,
    });
    expect(checks).toEqual({ ...expected("http"), ...expected("native") });
  });
});

describe("ClickHouse's JDBC driver", () => {
  it("reads metadata, a million rows, and is cancelled", { timeout: INSTALL_MS }, async () => {
    expect(await has("mvn", "--version"), "Java and Maven are needed").toBe(true);
    const jars = join(folder, "jars");
    const goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
    await run("mvn", ["-q", "-B", "-f", here("java/pom.xml"), goal, `-DoutputDirectory=${jars}`]);
    const checks = await checksOf("java", [
      "-cp",
      `${jars}/*`,
      here("java/Check.java"),
      httpPort,
      server.password,
    ]);
    expect(checks).toEqual({
      "jdbc: tables": true,
      "jdbc: columns": true,
      "jdbc: figure": [2, ORDERS],
      "jdbc: prepared": ORDERS,
      "jdbc: million rows": 1_000_000,
      "jdbc: cancel": true,
      "jdbc: write refused": true,
    });
  });
});
