import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examine } from "../../../src/operate/doctor/command.js";
import type { Finding } from "../../../src/operate/doctor/finding.js";
import { checkClockSource, checkFiles, checkMemory, checkNode } from "../../../src/operate/doctor/machine.js";
import { type ClickHouseServer, startClickHouseServer } from "../../clickhouse-server/start.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";
import { runSafar } from "../../journey/serve-process.js";

let folder: string;
let collector: TestCollector;
let squatter: Server;
let squatted: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-doctor-"));
  collector = await startCollector();
  squatter = createServer((socket) => socket.end("hello\n"));
  await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
  squatted = (squatter.address() as { port: number }).port;
});
afterAll(async () => {
  squatter.close();
  await collector.stop();
  await rm(folder, { recursive: true });
});

const FREE = { SAFAR_PORT: "0", SAFAR_OPS_PORT: "0", SAFAR_QUERY_PORT: "0" };
const state = (findings: readonly Finding[], about: string) =>
  findings.filter((finding) => finding.about === about).map(({ state: is }) => is);
const said = (findings: readonly Finding[], about: string) =>
  findings.find((finding) => finding.about === about)?.said;

it("finds nothing wrong with a collector that runs, and leaves nothing behind", async () => {
  const port = (address: string) => new URL(address).port;
  const before = await readdir(collector.folder);
  const findings = await examine({
    env: {
      SAFAR_DATA: collector.folder,
      SAFAR_PORT: port(collector.collector),
      SAFAR_QUERY_PORT: port(collector.clickhouse),
      SAFAR_OPS_PORT: port(collector.ops),
    },
  });
  expect(findings.filter(({ state: is }) => is === "fail")).toEqual([]);
  expect(said(findings, "lock")).toBe(`in use by process ${process.pid}`);
  for (const about of ["port of the collector", "port of analysts", "port of the operator"])
    expect(said(findings, about), about).toMatch(
      about === "port of analysts"
        ? /is used by a ClickHouse that answers$/
        : /is used by a collector that answers$/,
    );
  for (const about of ["engine", "disk", "writing to the disk", "secrets", "data folder"])
    expect(state(findings, about), about).toHaveLength(1);
  expect((await readdir(collector.folder)).sort()).toEqual(before.sort());
});

it("looks at the ports of the collector that runs, whatever the settings say", async () => {
  const findings = await examine({ env: { SAFAR_DATA: collector.folder, SAFAR_PORT: String(squatted) } });
  expect(said(findings, "port of the collector")).toBe(
    `${new URL(collector.collector).host} is used by a collector that answers`,
  );
  const tag = await runSafar(["script-tag", "--data", collector.folder]).ended;
  expect(tag.stdout).toContain(`src="${collector.collector}/`);
});

it("says of a new folder that it will be made", async () => {
  const findings = await examine({ env: { ...FREE, SAFAR_DATA: join(folder, "a/b") } });
  expect(findings.find(({ about }) => about === "data folder")).toMatchObject({
    state: "warn",
    todo: "The first `safar serve` creates it.",
  });
  expect(await readdir(folder)).toEqual([]);
});

it.each<[string, NodeJS.ProcessEnv, string, string]>([
  [
    "a mail server without a sender",
    { SAFAR_SMTP_URL: "smtp://127.0.0.1:1" },
    "journeys",
    "SAFAR_EMAIL_FROM",
  ],
  ["a wrong setting", { SAFAR_PORT: "http" }, "configuration", "SAFAR_PORT must be integer"],
  ["Kafka that is away", { SAFAR_KAFKA_BROKERS: "127.0.0.1:1" }, "Kafka", "127.0.0.1:1"],
  ["no file of sources", { SAFAR_KAFKA_BROKERS: "127.0.0.1:1" }, "sources", "SAFAR_SOURCES is not set"],
  [
    "ClickHouse that is away",
    { SAFAR_CLICKHOUSE_URL: "http://127.0.0.1:1" },
    "ClickHouse",
    "Nothing listens at",
  ],
])("fails for %s, and says what to do", { timeout: 120_000 }, async (_, env, about, says) => {
  const findings = await examine({
    env: { ...FREE, SAFAR_KAFKA_REQUEST_MS: "100", SAFAR_DATA: folder, ...env },
  });
  const found = findings.find((finding) => finding.about === about);
  expect(found).toMatchObject({ state: "fail", said: expect.stringContaining(says) });
  expect(found?.todo).toMatch(/\S/);
});

it("fails for a port that another program holds, and warns of one that the world reaches", async () => {
  const taken = await examine({ env: { ...FREE, SAFAR_DATA: folder, SAFAR_PORT: String(squatted) } });
  expect(said(taken, "port of the collector")).toBe(`127.0.0.1:${squatted} is used by another program.`);
  const open = await examine({ env: { ...FREE, SAFAR_DATA: folder, SAFAR_QUERY_LISTEN: "0.0.0.0" } });
  expect(state(open, "port of analysts")).toEqual(["ok", "warn"]);
});

it("warns of secrets that others may read", async () => {
  const data = join(folder, "data");
  await mkdir(data);
  await chmod(data, 0o755);
  await writeFile(join(data, "secrets.json"), "{}");
  await chmod(join(data, "secrets.json"), 0o644);
  const findings = await examine({ env: { ...FREE, SAFAR_DATA: data } });
  expect(findings.filter(({ about }) => about === "secrets")).toMatchObject([
    { state: "warn", todo: `chmod 700 ${data}` },
    { state: "warn", todo: `chmod 600 ${join(data, "secrets.json")}` },
  ]);
});

describe("a ClickHouse server", () => {
  let clickhouse: ClickHouseServer;
  beforeAll(async () => {
    clickhouse = await startClickHouseServer();
  });
  afterAll(() => clickhouse.close());

  it("is known by its version, its clock and its tables", async () => {
    const env = {
      ...FREE,
      SAFAR_DATA: folder,
      SAFAR_CLICKHOUSE_URL: clickhouse.url,
      SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
    };
    const findings = await examine({ env });
    expect(state(findings, "ClickHouse")).toEqual(["ok"]);
    expect(state(findings, "clock of ClickHouse")).toEqual(["ok"]);
    expect(findings.find(({ about }) => about === "tables")).toMatchObject({
      state: "fail",
      todo: "Run `safar migrate` of this release.",
    });
  });
});

it("ends with 1 when something fails, and prints a line or JSON for each finding", async () => {
  const env = { ...FREE, SAFAR_PORT: String(squatted) };
  const [text, json] = await Promise.all(
    [[], ["--json"]].map((more) => runSafar(["doctor", "--data", folder, ...more], env).ended),
  );
  expect([text!.code, json!.code]).toEqual([1, 1]);
  expect(text!.stdout).toMatch(/^fail {2}port of the collector .*\n\s+→ Stop that program/m);
  const lines = json!.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[0]).toEqual({ about: "configuration", state: "ok", said: "for serve" });
  const well = await runSafar(["doctor", "--data", folder], FREE).ended;
  expect(well.code).toBe(0);
});

it.each([
  ["v20.18.0", checkNode("20.18.0"), "fail"],
  ["v20.19.0", checkNode("20.19.0"), "ok"],
  ["v24.0.0", checkNode("24.0.0"), "ok"],
  ["256 files", checkFiles(256), "fail"],
  ["1024 files", checkFiles(1_024), "warn"],
  ["65536 files", checkFiles(65_536), "ok"],
  ["0.5 GiB", checkMemory(512 * 1024 ** 2), "warn"],
  ["8 GiB", checkMemory(8 * 1024 ** 3), "ok"],
  ["no time service", checkClockSource(() => false), "warn"],
  ["chrony", checkClockSource((path) => path.includes("chrony")), "ok"],
])("takes %s for %#", (_, finding, expected) => expect(finding?.state).toBe(expected));
