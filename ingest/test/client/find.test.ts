import { copyFile, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findClickHouse } from "../../src/client/find-clickhouse.js";
import { findCollector } from "../../src/client/find-collector.js";
import { findOperator } from "../../src/operator/find-operator.js";
import { runSafar, type ServeProcess, startServe } from "../journey/serve-process.js";

let folder: string;
let server: ServeProcess;
const data = () => join(folder, "data");
const nothing = { url: undefined, username: undefined, password: undefined };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-find-"));
  server = await startServe(data());
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test("what runs on a data folder is found, whatever ports it has", async () => {
  const clickhouse = await findClickHouse({ ...nothing, data: data() });
  expect(await clickhouse.warehouse.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await clickhouse.close();
  const collector = await findCollector({ host: undefined, writeKey: undefined, data: data(), first: {} });
  expect(collector).toMatchObject({ host: server.collector, writeKey: server.writeKey, started: false });
  const operator = await findOperator({ ops: undefined, data: data(), start: false });
  expect(await (await operator.ask("/")).json()).toEqual({ name: "safar", pid: server.child.pid });
  expect(server.child.exitCode).toBeNull();
});

const report = (folderAsked: string, env: NodeJS.ProcessEnv = {}) =>
  runSafar(["report", "--json", "--data", folderAsked], { SAFAR_LOG_LEVEL: "error", ...env }).ended;

test("a folder with the same secrets, such as one that was restored, does not lead to it", async () => {
  const copy = join(folder, "copy");
  await mkdir(copy);
  for (const name of ["sources.json", "secrets.json", "operator.json"])
    await copyFile(join(data(), name), join(copy, name));
  const properties = { order_id: "1", revenue: 10, currency: "USD" };
  const body = JSON.stringify({ userId: "u", event: "Order Completed", properties });
  const authorization = `Basic ${btoa(`${server.writeKey}:`)}`;
  const sent = await fetch(`${server.collector}/v1/track`, {
    method: "POST",
    body,
    headers: { authorization },
  });
  expect(sent.status).toBe(200);
  expect(JSON.parse((await report(data())).stdout)).toMatchObject({ repeatCustomerRate: { customers: 1 } });
  // Where it would be looked for without a data folder, something answers to this password.
  const beside = {
    SAFAR_QUERY_PORT: new URL(server.clickhouse).port,
    SAFAR_OPS_PORT: new URL(server.ops).port,
  };
  expect((await report(copy, beside)).stderr).toContain("There are no orders");
  for (const [name, port] of Object.entries(beside)) vi.stubEnv(name, port);
  await expect(findOperator({ ops: undefined, data: copy, start: false })).rejects.toThrow("none runs.");
});

test("after a stop nothing is told to run there, and the data is still asked for", async () => {
  expect(await server.end("SIGTERM")).toBe(0);
  await expect(stat(join(data(), "running.json"))).rejects.toThrow("ENOENT");
  expect(JSON.parse((await report(data())).stdout)).toMatchObject({ repeatCustomerRate: { customers: 1 } });
});
