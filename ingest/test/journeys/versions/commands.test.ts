import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { migrate } from "../../../src/store/migrate/migrate.js";
import { type ClickHouseServer, startClickHouseServer } from "../../clickhouse-server/start.js";
import { runSafar, type ServeProcess, startServe } from "../../journey/serve-process.js";

const SHIPPED = join(import.meta.dirname, "../../../journeys");

let folder: string;
let file: string;
let collector: ServeProcess;
let server: ClickHouseServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-versions-"));
  file = join(folder, "abandoned-cart.json");
  await writeFile(file, await readFile(join(SHIPPED, "abandoned-cart.json")));
  collector = await startServe(join(folder, "data"));
  server = await startClickHouseServer();
  await migrate(server.warehouse);
});
afterAll(async () => {
  await collector.end("SIGTERM");
  await server.close();
  await rm(folder, { recursive: true });
});

const safar = (...args: string[]) => runSafar(["journeys", ...args, "--data", join(folder, "data")]).ended;
const edit = async (change: (text: string) => string) =>
  writeFile(file, change(await readFile(file, "utf8")));

it("publishes at a running collector, shows what an edit changes, and lists what there is", async () => {
  const none = await safar("list");
  expect([none.code, none.stdout]).toEqual([
    0,
    expect.stringContaining('No journey was published in source "shop"'),
  ]);
  const unasked = await safar("publish", file);
  expect([unasked.code, unasked.stderr]).toEqual([1, expect.stringContaining("Use --yes")]);
  expect(unasked.stderr).toContain("abandoned-cart is new: it would be published as version 1, with ");

  const first = await safar("publish", file, "--yes");
  expect(first).toMatchObject({ code: 0, stdout: "Published abandoned-cart, version 1.\n" });
  const again = await safar("publish", file, "--yes");
  expect(again).toMatchObject({ code: 0, stdout: "abandoned-cart stays in version 1.\n" });

  await edit((text) => text.replace("23 hours", "47 hours").replace("still here", "waiting"));
  const diff = await safar("diff", file, "--exit-code");
  expect(diff.code).toBe(1);
  expect(diff.stdout).toContain('~ nodes.day.for\n    - "23 hours"\n    + "47 hours"');
  expect(diff.stdout).toContain("~ nodes.remind.message.en.subject");
  const second = await safar("publish", file, "--yes", "--json");
  expect(JSON.parse(second.stdout)).toMatchObject({ journey: "abandoned-cart", version: 2, published: true });
  expect(await safar("diff", file, "--exit-code")).toMatchObject({ code: 0 });

  const listed = JSON.parse((await safar("list", "--json")).stdout);
  expect(listed).toMatchObject([
    { name: "abandoned-cart", version: 2, state: "running", entered: 0, waiting: [], sent: 0 },
  ]);
});

it("publishes a shipped journey whose segment reckons from the time it is asked", async () => {
  expect(await safar("publish", join(SHIPPED, "never-bought.json"), "--yes")).toMatchObject({
    ...{ code: 0, stdout: "Published never-bought, version 1.\n" },
  });
  const audit = await runSafar(["sources", "audit", "--json", "--data", join(folder, "data")]).ended;
  const last = JSON.parse(audit.stdout.trim().split("\n").at(-1)!);
  expect(last).toMatchObject({
    ...{ who: "operator", what: "journey published", to: { journey: "never-bought", version: 1 } },
  });
});

it("pauses and resumes, and says which journeys there are", async () => {
  expect((await safar("pause", "abandoned-cart")).stdout).toBe("abandoned-cart is paused.\n");
  expect((await safar("pause", "abandoned-cart")).stdout).toContain("is not changed: it is paused");
  expect((await safar("list")).stdout).toMatch(/abandoned-cart +│ paused +│ 2/);
  expect((await safar("resume", "abandoned-cart")).stdout).toBe("abandoned-cart is resumed.\n");
  const unknown = await safar("pause", "abandoned-card");
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    expect.stringContaining("There are: abandoned-cart, never-bought"),
  ]);
});

it("publishes nothing where one of several files does not hold, or a segment can't be asked", async () => {
  const bad = join(folder, "bad.json");
  await writeFile(bad, '{ "name": "bad" }');
  const both = await safar("publish", file, bad, "--yes");
  expect([both.code, both.stderr]).toEqual([1, expect.stringContaining("Nothing was published.")]);
  const members = join(folder, "members.json");
  await writeFile(join(folder, "gone.sql"), "SELECT customer_id FROM safar.nowhere");
  await writeFile(
    members,
    JSON.stringify({
      ...{ name: "members", entry: { segment: "gone.sql" }, start: "wait" },
      nodes: { wait: { type: "delay", for: "1 hour", next: "end" } },
    }),
  );
  const failing = await safar("publish", members, "--yes");
  expect([failing.code, failing.stderr]).toEqual([
    1,
    expect.stringContaining('The segment "gone.sql" can\'t be asked'),
  ]);
});

it("shows who waits where, and what becomes of them", async () => {
  const columns = "record, source_id, person_key, journey_id, run_id, version, status, journey_version, node";
  await collector.end("SIGTERM");
  const { openFolderWarehouse } = await import("../../../src/store/engine/folder-warehouse.js");
  const warehouse = await openFolderWarehouse(join(folder, "data"));
  await warehouse.command(`INSERT INTO journey_rows (${columns}) VALUES
    ('run', 'shop', 1, 'abandoned-cart', 'r1', 1, 'waiting', 1, 'hour'),
    ('run', 'shop', 1, 'abandoned-cart', 'r1', 2, 'waiting', 1, 'day'),
    ('run', 'shop', 2, 'abandoned-cart', 'r2', 1, 'ended', 1, 'end')`);
  await warehouse.close();
  await edit((text) => text.replace("47 hours", "23 hours"));
  // The folder is stopped: a collector is started for the time of the command.
  const moved = await safar("publish", file, "--yes", "--move");
  expect(moved.stderr).toContain("1 waits at day in version 1, and moves to day in the new version.");
  expect(moved.stdout).toBe("Published abandoned-cart, version 3.\n");
  const [listed] = JSON.parse((await safar("list", "--json")).stdout);
  expect(listed).toMatchObject({ entered: 2, waiting: [{ version: 1, node: "day", runs: 1 }] });
  collector = await startServe(join(folder, "data"));
});

it("publishes at a ClickHouse server by a user who may insert", async () => {
  const args = ["publish", file, "--clickhouse", server.url, "--yes", "--json"];
  const env = { SAFAR_CLICKHOUSE_PASSWORD: server.password };
  const { stdout, stderr, code } = await runSafar(["journeys", ...args], env).ended;
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ version: 1, published: true });
  expect(await server.warehouse.query("SELECT journey_id FROM journey_versions")).toEqual([
    { journey_id: "abandoned-cart" },
  ]);
});
