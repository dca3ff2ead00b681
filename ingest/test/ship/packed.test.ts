import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ready } from "../journey/serve-process.js";

const run = promisify(execFile);
const TOP = fileURLToPath(new URL("../../../", import.meta.url));
const PACKAGES = ["schemas", "sdk-web", "sdk-node", "ingest"];

/** An empty folder in which the four packages were installed as they would be published. */
let shop = "";
let installed = { stdout: "", stderr: "" };

beforeAll(async () => {
  shop = await mkdtemp(join(tmpdir(), "safar-packed-"));
  const workspaces = PACKAGES.flatMap((name) => ["-w", name]);
  await run("npm", ["pack", "--silent", "--pack-destination", shop, ...workspaces], { cwd: TOP });
  const tarballs = (await readdir(shop)).map((file) => `./${file}`);
  await writeFile(join(shop, "package.json"), '{ "private": true }');
  installed = await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs], {
    cwd: shop,
    // Whether there is a newer npm is no warning about these packages.
    env: { ...process.env, npm_config_update_notifier: "false" },
  });
}, 300_000);
afterAll(() => rm(shop, { recursive: true, force: true }));

it("installs without a warning, and runs no script of others", async () => {
  expect(installed.stderr).toBe("");
  const lock = JSON.parse(await readFile(join(shop, "package-lock.json"), "utf8"));
  const packages = Object.entries(lock.packages as Record<string, { hasInstallScript?: boolean }>);
  expect(packages.length).toBeGreaterThan(50);
  expect(packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
});

it("is told apart by a registry: what it is, whose, and where its source is", async () => {
  for (const folder of PACKAGES) {
    const { name } = JSON.parse(await readFile(join(TOP, folder, "package.json"), "utf8"));
    const inside = join(shop, "node_modules", name);
    const manifest = JSON.parse(await readFile(join(inside, "package.json"), "utf8"));
    expect(manifest.repository.directory).toBe(folder);
    expect(manifest.keywords.length).toBeGreaterThan(3);
    expect(manifest.publishConfig).toEqual({ access: "public" });
    const files = await readdir(inside);
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md"]));
    expect(files.filter((file) => ["src", "test", "bench", "tsconfig.json"].includes(file))).toEqual([]);
  }
});

it("npx @safar/ingest serve stores an order in the ClickHouse that came with it", async () => {
  const ports = ["--port", "0", "--query-port", "0", "--native-port", "0", "--ops-port", "0"];
  const child = spawn("npx", ["--no", "@safar/ingest", "serve", "--json", ...ports], {
    cwd: shop,
    env: { ...process.env, SAFAR_LOG_LEVEL: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
    // npx passes no signal on, so the group gets it, as from a terminal.
    detached: true,
  });
  try {
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    const { collector, clickhouse, writeKey, password } = JSON.parse(line as string) as Ready;
    const script = `import { Safar } from "@safar/node";
      const safar = new Safar({ writeKey: process.argv[2], host: process.argv[3] });
      safar.order.complete({ userId: "u1", properties: { order_id: "1", revenue: 9.9, currency: "EUR" } });`;
    await writeFile(join(shop, "shop.mjs"), script);
    await run(process.execPath, ["shop.mjs", writeKey, collector], { cwd: shop });
    const answer = await fetch(clickhouse, {
      method: "POST",
      headers: { "x-clickhouse-user": "default", "x-clickhouse-key": password },
      body: "SELECT order_id, toString(value) FROM safar.orders FORMAT TSV",
    });
    expect(await answer.text()).toBe("1\t9.9\n");
  } finally {
    process.kill(-child.pid!, "SIGTERM");
    await once(child, "close");
  }
}, 120_000);
