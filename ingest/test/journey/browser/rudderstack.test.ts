import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { browserNames, launch, newVisitor } from "./support/browsers.js";
import { newRun, openStage, type Stage } from "./support/stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe.each(browserNames)("RudderStack's client in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  it("pointed here by its data plane and its configuration, each of its calls arrives", async () => {
    const run = newRun();
    const visitor = await newVisitor(browser);
    const load = [stage.collector.writeKey, stage.proxy.url, { configUrl: stage.proxy.url }];
    const path = stage.pages.add({
      head: '<script src="/rudderstack/index.js"></script>',
      body: `<script>
        client = new rudderanalytics.RudderAnalytics();
        client.load(...${JSON.stringify(load)});
        client.identify("u-${run}", { email: "a@shop.example" });
        client.page("Docs", "Home", { run: "${run}" });
        client.track("Product Viewed", { product_id: "p1", price: 19.9, run: "${run}" });
      </script>`,
    });
    await visitor.open(stage.pages.url(path));
    const stored = () =>
      stage.collector.rows<{ type: string }>(
        `SELECT type FROM safar.events WHERE user_id = 'u-${run}' ORDER BY type`,
      );
    await vi.waitFor(
      async () => expect((await stored()).map(({ type }) => type)).toEqual(["track", "identify", "page"]),
      {
        timeout: 40_000,
        interval: 250,
      },
    );
    await visitor.leave();
  });
});
