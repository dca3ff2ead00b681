import { readFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShopFigures } from "../../../src/try/demo-shop/shop-figures.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";

let collector: TestCollector;
let demoKey: string;

beforeAll(async () => {
  collector = await startCollector();
  const { sources } = JSON.parse(await readFile(join(collector.folder, "demo-shop.json"), "utf8"));
  demoKey = sources[0].keys[0].key;
});
afterAll(() => collector.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${collector.collector}${path}`, { headers });

/** Sends a path as it is, which `fetch` would put in order first. */
function getRaw(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(collector.collector);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, headers }, (answer) => {
      let body = "";
      answer.on("data", (chunk) => {
        body += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    sent.on("error", reject).end();
  });
}

const track = (writeKey: string, event: object) =>
  fetch(`${collector.collector}/v1/track`, { method: "POST", body: JSON.stringify({ writeKey, ...event }) });

const shopFigures = async () => (await (await get("/demo/figures")).json()) as ShopFigures;

const order = (id: string, revenue: number) => ({
  messageId: `m-${id}`,
  userId: "u1",
  event: "Order Completed",
  properties: { order_id: id, revenue, currency: "EUR" },
});

describe("the page", () => {
  it.each([
    "/demo",
    "/demo/",
    "/demo/collections/tea",
    "/demo/products/x",
    "/demo/cart",
    "/demo/checkout",
    "/demo/orders/1",
  ])("stands at %s, under a policy that lets it load its own files alone", async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("strict-transport-security")).toBeNull();
  });

  it("carries the demo source's key and no other secret; its scripts and styles are files of the collector", async () => {
    const page = await (await get("/demo")).text();
    expect(page).toContain(
      `<script async src="/safar.js" data-write-key="${demoKey}" data-hash-traits="email"></script>`,
    );
    for (const secret of [collector.writeKey, collector.clickhousePassword])
      expect(page).not.toContain(secret);
    expect(page).not.toContain("{{");
    expect(page).not.toMatch(/<script[^>]*>[^<]|<style| style=| on\w+=/);
    const files = [...page.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) expect(file).toMatch(/^\/(demo\/assets\/|safar\.js$)/);
    for (const file of files.filter((name) => name.startsWith("/demo/"))) {
      expect((await get(file)).status, file).toBe(200);
    }
  });

  it("answers an address that it does not know with 404: a browser gets the page, others a sentence", async () => {
    const browser = await get("/demo/nowhere", { accept: "text/html" });
    expect(browser.status).toBe(404);
    expect(await browser.text()).toContain("<!doctype html>");
    const program = await get("/demo/nowhere");
    expect(program.status).toBe(404);
    expect(await program.json()).toMatchObject({ code: "not_found" });
  });
});

describe("its files", () => {
  it("are checked again by the browser, and not sent twice", async () => {
    const first = await get("/demo/assets/shop.css");
    expect(first.headers.get("cache-control")).toBe("no-cache");
    // A fetch that sets this header asks for a whole new copy besides.
    const again = await getRaw("/demo/assets/shop.css", { "if-none-match": first.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
  });

  it.each([
    "/demo/assets/../page.html",
    "/demo/assets/..%2fpage.html",
    "/demo/assets/%2e%2e/page.html",
    "/demo/assets/..%5cpage.html",
    "/demo/assets/....//page.html",
    "/demo/assets/../../package.json",
    "/demo/assets/..%2f..%2fpackage.json",
    "/demo/assets//etc/passwd",
    "/demo/assets/%00",
    "/demo/../../etc/passwd",
  ])("end at their folder: %s", async (path) => {
    const { status, body } = await getRaw(path);
    expect([400, 403, 404]).toContain(status);
    expect(body).not.toMatch(/root:|@safar\/ingest|\{\{write key/);
  });
});

describe("what the panel reads", () => {
  it("is the row of an event of the demo, and of no other source", async () => {
    expect((await track(demoKey, order("demo-1", 10))).status).toBe(200);
    expect((await track(collector.writeKey, order("real-1", 99))).status).toBe(200);
    const answer = await get("/demo/events?id=m-demo-1&id=m-real-1&id=never");
    expect(answer.status).toBe(200);
    const { rows } = (await answer.json()) as { rows: Record<string, unknown>[] };
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      source_id: "demo-shop",
      message_id: "m-demo-1",
      event: "Order Completed",
      order_value: "10",
    });
    expect((await collector.rows("SELECT message_id FROM events ORDER BY message_id")).length).toBe(2);
  });

  it("is empty for an unknown id; text is looked for, never run", async () => {
    for (const id of ["unknown", "' OR 1 = 1 --", "'] OR source_id = 'shop", "\\", "{source:String}"]) {
      const answer = await get(`/demo/events?${new URLSearchParams({ id })}`);
      expect(await answer.json()).toEqual({ rows: [] });
    }
  });

  it.each([
    "/demo/events",
    "/demo/events?id=",
    `/demo/events?id=${"x".repeat(513)}`,
    `/demo/events?${Array.from({ length: 51 }, (_, n) => `id=${n}`).join("&")}`,
  ])("wants 1 to 50 message ids: %.60s", async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "bad_request" });
  });

  it("are the five figures of the demo alone", async () => {
    await track(demoKey, order("demo-2", 20.5));
    // Figures are computed at most once a second.
    await expect
      .poll(async () => (await shopFigures()).figures.purchaseFrequency.orders, { timeout: 10_000 })
      .toBe(2);
    const { figures, range } = await shopFigures();
    expect(range).toMatchObject({ source: "demo-shop", period: "month" });
    expect(figures.repeatCustomerRate).toEqual({ customers: 1, repeatCustomers: 1, repeatCustomerRate: 100 });
    expect(figures.averageOrderValue).toMatchObject([{ currency: "EUR", orders: 2, revenue: "30.5" }]);
    expect(figures.retention).toHaveLength(6);
    expect(figures.retention.at(-1)).toMatchObject({ orders: 2, firstTimeCustomers: 1 });
  });

  it("is refused with 429 when very many ask at once, and answered again then", async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => get("/demo/events?id=m-demo-1")));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
    expect(answers.filter(({ status }) => status === 200).length).toBe(answers.length - refused.length);
    expect((await get("/demo/events?id=m-demo-1")).status).toBe(200);
  });

  it("takes no other method", async () => {
    for (const path of ["/demo/events", "/demo/figures", "/demo"]) {
      const answer = await fetch(`${collector.collector}${path}`, { method: "POST", body: "{}" });
      expect(answer.status, path).toBe(404);
    }
  });

  it("is for the shop's own page: another origin may send events, and read nothing here", async () => {
    const origin = { origin: "https://elsewhere.example" };
    for (const path of ["/demo", "/demo/figures", "/demo/events?id=x", "/demo/assets/shop.css"]) {
      const { headers } = await get(path, origin);
      expect(headers.get("access-control-allow-origin"), path).toBeNull();
      expect(headers.get("cross-origin-resource-policy"), path).toBe("same-origin");
    }
    expect((await get("/nothing-here", origin)).headers.get("access-control-allow-origin")).toBe(
      origin.origin,
    );
  });
});

describe("who may open it", () => {
  it.each([
    ["a foreign name that points to this machine", { host: "rebound.example" }],
    ["a proxy", { "x-forwarded-for": "203.0.113.7" }],
    ["a proxy by the standard header", { forwarded: "for=203.0.113.7" }],
  ])("by default not %s", async (_, headers) => {
    for (const path of [
      "/demo",
      "/demo/figures",
      "/demo/events?id=x",
      "/demo/assets/shop.css",
      "/demo/nowhere",
    ]) {
      const { status, body } = await getRaw(path, headers);
      expect(status, path).toBe(403);
      expect(JSON.parse(body)).toMatchObject({ code: "not_here" });
    }
  });

  it.each(["localhost", "127.0.0.1", "[::1]"])(
    "by default a browser of this machine, by the name %s",
    async (host) => {
      expect((await getRaw("/demo", { host })).status).toBe(200);
    },
  );
});
