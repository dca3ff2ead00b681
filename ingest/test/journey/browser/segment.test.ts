import type { Page } from "puppeteer-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type EventColumns, sentEvent, storedEvent } from "../../collect/segment/stored-event.js";
import { browserNames } from "./support/browsers.js";
import { eachVisitor, stageOfFile } from "./support/each-visitor.js";
import { newRun } from "./support/stage.js";

const stage = stageOfFile();

/** The part of Segment's client that these pages call. */
interface SegmentClient {
  track(event: string, properties: object): Promise<unknown>;
  identify(id: string, traits: object): Promise<unknown>;
  page(category: string, name: string, properties: object): Promise<unknown>;
  group(id: string, traits: object): Promise<unknown>;
  alias(to: string, from: string): Promise<unknown>;
  screen(name: string, properties: object): Promise<unknown>;
}

describe.each(browserNames)("Segment's client in %s", (name) => {
  const visitor = eachVisitor(name, stage);
  let run: string;
  beforeEach(() => {
    run = newRun();
  });
  /** A page with the client as its package has it, by these options of its own documentation. */
  async function open(integration: object): Promise<Page> {
    const load = { writeKey: stage.collector.writeKey, cdnURL: stage.proxy.url };
    const options =
      Object.keys(integration).length > 0 ? { integrations: { "Segment.io": integration } } : {};
    const path = stage.pages.add({
      head: '<script src="/segment/index.js"></script>',
      body: `<script>client = AnalyticsNext.AnalyticsBrowser.load(${JSON.stringify(load)}, ${JSON.stringify(options)})</script>`,
    });
    return await visitor.open(stage.pages.url(path));
  }
  const callEverything = (page: Page) =>
    page.evaluate(async (n) => {
      const { client } = window as never as { client: SegmentClient };
      const properties = {
        run: n,
        text: "Ünïcødé 🫖 \\ '",
        list: [1, { two: null }],
        nested: { a: {} },
        price: 19.9,
      };
      await client.identify("u-1", { ...properties, email: "a@shop.example" });
      await client.track("Product Viewed", properties);
      await client.page("Docs", "Home", properties);
      await client.screen("Main", properties);
      await client.group("g-1", properties);
      await client.alias("u-2", "u-1");
    }, run);
  const stored = async (count: number) => {
    const ids = [...new Set(stage.proxy.events().map(({ messageId }) => messageId))];
    expect(ids).toHaveLength(count);
    return await stage.collector.rows<EventColumns & { is_bot: boolean }>(
      `SELECT * FROM events WHERE message_id IN (${ids.map((id) => `'${id}'`).join(",")}) ORDER BY message_id`,
    );
  };
  /** Where the collector adds what it knows of the sender, it says so in the context. */
  const withAddress = (event: Record<string, unknown>): Record<string, unknown> => ({
    ...event,
    context: { ip: "127.0.0.0", ...(event.context as object) },
  });

  it.each([
    ["the collector as its CDN alone", () => ({})],
    [
      "another API host",
      () => ({ apiHost: `${stage.proxy.url.replace("http://", "")}/v1`, protocol: "http" }),
    ],
    ["batching", () => ({ deliveryStrategy: { strategy: "batching", config: { size: 6, timeout: 500 } } })],
  ])("pointed here by %s, each of its calls arrives whole, and once", async (_, integration) => {
    const page = await open(integration());
    await callEverything(page);
    await vi.waitFor(() => expect(stage.proxy.events()).toHaveLength(6), { timeout: 40_000 });
    await vi.waitFor(async () => expect(await stored(6)).toHaveLength(6), { timeout: 40_000 });
    const sent = stage.proxy.events().map((event) => withAddress(sentEvent({ ...event })));
    sent.sort((a, b) => (String(a.messageId) < String(b.messageId) ? -1 : 1));
    const rows = await stored(6);
    expect(rows.map((row) => withAddress(storedEvent(row)))).toEqual(sent);
    expect(rows.some(({ is_bot }) => is_bot)).toBe(false);
    expect(sent.every((event) => "_metadata" in event)).toBe(true);
  });

  it("it retries what it can't be sure of, and all of it is stored once", async () => {
    const page = await open({});
    stage.proxy.meet({ cut: "after" }, { status: 503, retryAfter: 1 }, "pass");
    await callEverything(page);
    await vi.waitFor(async () => expect(await stored(6)).toHaveLength(6), { timeout: 40_000, interval: 250 });
    await vi.waitFor(() => expect(stage.proxy.arrivals.length).toBeGreaterThanOrEqual(8), {
      timeout: 40_000,
    });
    expect(await stored(6)).toHaveLength(6);
  });
});
