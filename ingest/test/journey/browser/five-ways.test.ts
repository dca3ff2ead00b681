import { execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { clickhouseRows } from "../../clickhouse-rows.js";
import type { Ready } from "../serve-process.js";
import { browserNames, launch, newVisitor } from "./support/browsers.js";

// What docs/index.md tells a newcomer, taken out of it word by word and tried in an empty folder with the packed
// packages. Only the keys, the address of the collector and the shop's own data are filled in.

const run = promisify(execFile);
const TOP = fileURLToPath(new URL("../../../../", import.meta.url));

let shop: string;
let guide: string;
let ready: Ready;
let end: () => Promise<void>;
let started = 0;

beforeAll(async () => {
  shop = await mkdtemp(join(tmpdir(), "safar-five-ways-"));
  guide = await readFile(join(TOP, "docs/index.md"), "utf8");
  const workspaces = ["schemas", "sdk-web", "sdk-node", "ingest"].flatMap((name) => ["-w", name]);
  await run("npm", ["pack", "--silent", "--pack-destination", shop, ...workspaces], { cwd: TOP });
  const tarballs = (await readdir(shop)).map((file) => `./${file}`);
  await writeFile(join(shop, "package.json"), '{ "private": true }');
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs], { cwd: shop });
  const command = commandOf("npx @safar/ingest serve");
  const ports = ["--port", "0", "--query-port", "0", "--native-port", "0", "--ops-port", "0"];
  const child = spawn("npx", ["--no", ...command.slice(1), "--json", ...ports], {
    cwd: shop,
    env: { ...process.env, SAFAR_LOG_LEVEL: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
    // npx passes no signal on, so its group is ended.
    detached: true,
  });
  end = async () => {
    process.kill(-child.pid!, "SIGTERM");
    await once(child, "close");
  };
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  ready = JSON.parse(line as string);
}, 300_000);
afterAll(async () => {
  await end?.();
  await rm(shop, { recursive: true, force: true });
});
beforeEach(() => {
  started = performance.now();
});
afterEach(({ task }) => {
  console.log(`${task.name}: ${Math.round((performance.now() - started) / 100) / 10} s`);
});

/** A line of the guide that begins so, the first or the last of them, as words. */
function commandOf(beginning: string, which: 0 | -1 = 0): string[] {
  const line = guide
    .split("\n")
    .filter((one) => one.startsWith(beginning))
    .at(which);
  expect(line, beginning).toBeDefined();
  return line!.replace("https://collect.shop.example", ready?.collector ?? "").split(" ");
}

/** Runs a line of the guide in the shop's folder, and gives what it prints. */
async function follow(beginning: string, which: 0 | -1 = 0): Promise<string> {
  const [, ...args] = commandOf(beginning, which);
  const { stdout } = await run("npx", ["--no", ...args], { cwd: shop });
  return stdout;
}

/** Code blocks of the guide in a language, with this collector and this key. */
const blocks = (language: string, key: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text]) =>
    text!.replaceAll("http://127.0.0.1:7070", ready.collector).replaceAll(/[ws]k_…/g, key),
  );

/** Waits until an order is counted. */
const counted = (id: string) =>
  expect
    .poll(
      () =>
        clickhouseRows(
          ready.clickhouse,
          ready.password,
          `SELECT toUInt8(is_counted) AS counted FROM safar.orders WHERE order_id = '${id}'`,
        ),
      { timeout: 30_000 },
    )
    .toEqual([{ counted: 1 }]);

/** What the collector answers a write key. */
async function statusOf(key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${ready.collector}/v1/batch`, {
    method: "POST",
    headers,
    body: '{"batch":[]}',
  });
  return answer.status;
}

/** Opens a page of the shop in a browser, until an order that it tells of is counted. */
async function visit(head: string, body: string, order: string): Promise<void> {
  const server = createServer((_, response) => {
    response
      .writeHead(200, { "content-type": "text/html; charset=utf-8" })
      .end(
        `<!doctype html><html lang="en"><head><title>Shop</title>${head}</head><body>${body}</body></html>`,
      );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const browser = await launch(browserNames[0]!);
  const visitor = await newVisitor(browser);
  await visitor.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await counted(order);
  expect(visitor.errors).toEqual([]);
  await browser.close();
  server.close();
}

it("a tag and a line of script", async () => {
  const [tags = "", thanks = ""] = blocks("html", ready.writeKey);
  await visit(tags.split("\n")[0]!, thanks.replace('"1001"', '"tag-1"'), "tag-1");
});

it("Google's dataLayer", async () => {
  const [tags = ""] = blocks("html", ready.writeKey);
  const purchase = {
    event: "purchase",
    ecommerce: {
      transaction_id: "ga4-1",
      value: 59.9,
      currency: "EUR",
      items: [{ item_id: "p1", price: 59.9 }],
    },
  };
  await visit(
    tags,
    `<script>window.dataLayer = window.dataLayer || []; dataLayer.push(${JSON.stringify(purchase)})</script>`,
    "ga4-1",
  );
});

it("WooCommerce's web-hook", async () => {
  const told = await follow("npx @safar/ingest connect woocommerce");
  const [, address = ""] = /Delivery URL: (\S+)/.exec(told)!;
  const [, secret = ""] = /Secret: +(\S+)/.exec(told)!;
  const fixture = await readFile(
    join(TOP, "ingest/test/collect/webhooks/fixtures/woocommerce-order.json"),
    "utf8",
  );
  const body = JSON.stringify({ ...JSON.parse(fixture), id: 31, refunds: [] });
  const send = () =>
    fetch(address, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-wc-webhook-signature": createHmac("sha256", secret).update(body).digest("base64"),
      },
      body,
    });
  // Collectors take up a secret within a second; WooCommerce sends again.
  await expect.poll(async () => (await send()).status, { timeout: 10_000 }).toBe(200);
  await counted("31");
});

it("a backend on Node", async () => {
  const told = await follow("npx @safar/ingest keys add");
  const [key = ""] = /sk_\S+/.exec(told)!;
  // The collector takes a new key up within a second, if the machine is not busy: sooner than a person pastes it.
  await expect.poll(() => statusOf(key), { timeout: 30_000 }).toBe(200);
  const [script = ""] = blocks("ts", key);
  await writeFile(join(shop, "order.mjs"), script.replace('"1001"', '"node-1"'));
  await run(process.execPath, ["order.mjs"], { cwd: shop });
  await counted("node-1");
});

it("a file of past orders", async () => {
  const rows = "order,customer,date,total\nfile-1,ann@shop.example,2025-03-01,59.90\n";
  await writeFile(join(shop, "orders.csv"), rows);
  expect(await follow("npx @safar/ingest import orders.csv")).toContain("Nothing was sent.");
  await follow("npx @safar/ingest import orders.csv", -1);
  await counted("file-1");
});
