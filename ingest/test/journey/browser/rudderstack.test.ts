import type { Page } from "puppeteer-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { browserNames } from "./support/browsers.js";
import { eachVisitor, stageOfFile } from "./support/each-visitor.js";
import { newRun } from "./support/stage.js";

const stage = stageOfFile();

/** The part of RudderStack's client that these pages call. */
interface RudderClient {
  load(writeKey: string, dataPlane: string, options: object): void;
  track(event: string, properties: object): void;
  identify(id: string, traits: object): void;
  page(category: string, name: string, properties: object): void;
  group(id: string, traits: object): void;
}

describe.each(browserNames)("RudderStack's client in %s", (name) => {
  const visitor = eachVisitor(name, stage);
  let run: string;
  beforeEach(() => {
    run = newRun();
  });
  /** A page with the client as its package has it, by its documented options for another data plane. */
  async function open(options: object): Promise<Page> {
    const { url } = stage.proxy;
    const load = [stage.collector.writeKey, url, { configUrl: url, ...options }].map((one) =>
      JSON.stringify(one),
    );
    const path = stage.pages.add({
      head: '<script src="/rudderstack/index.js"></script>',
      body: `<script>client = new rudderanalytics.RudderAnalytics(); client.load(${load})</script>`,
    });
    return await visitor.open(stage.pages.url(path));
  }
  const callEverything = (page: Page) =>
    page.evaluate((n) => {
      const { client } = window as never as { client: RudderClient };
      client.identify("u-1", { run: n, n: "1", email: "a@shop.example" });
      client.track("Product Viewed", { run: n, n: "2", text: "Ünïcødé 🫖", list: [1, { two: 2 }] });
      client.page("Docs", "Home", { run: n, n: "3" });
      client.group("g-1", { run: n, n: "4" });
      client.track("Order Completed", { run: n, n: "5", order_id: n, revenue: 12.5, currency: "EUR" });
    }, run);

  it.each([
    ["one request an event", {}],
    ["batches", { queueOptions: { batch: { enabled: true, maxItems: 3, flushInterval: 500 } } }],
    ["beacons", { useBeacon: true, beaconQueueOptions: { maxItems: 2, flushQueueInterval: 500 } }],
  ])("pointed here, each of its calls arrives once, by %s", async (_, options) => {
    const page = await open(options);
    await callEverything(page);
    await vi.waitFor(async () => expect(await stage.rows(run)).toHaveLength(5), { timeout: 40_000 });
    const rows = await stage.rows(run);
    expect(rows.map(({ type }) => type).sort()).toEqual(["group", "identify", "page", "track", "track"]);
    const viewed = rows.find(({ event }) => event === "Product Viewed")!;
    expect(JSON.parse(viewed.properties)).toMatchObject({ text: "Ünïcødé 🫖", list: [1, { two: 2 }] });
    expect(new Set(rows.map(({ anonymous_id }) => anonymous_id)).size).toBe(1);
    expect(viewed.user_id).toBe("u-1");
    expect(
      await stage.collector.rows(`SELECT toString(value) AS value FROM orders WHERE order_id = '${run}'`),
    ).toEqual([{ value: "12.5" }]);
  });

  it("it retries what it can't be sure of, and all of it is stored once", async () => {
    const page = await open({});
    stage.proxy.meet({ cut: "after" }, { status: 503, retryAfter: 1 }, "pass");
    await callEverything(page);
    await vi.waitFor(async () => expect(await stage.rows(run)).toHaveLength(5), { timeout: 50_000 });
    expect(await stage.rows(run)).toHaveLength(5);
  });
});
