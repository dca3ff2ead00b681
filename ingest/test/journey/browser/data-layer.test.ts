import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { browserNames, launch, newVisitor } from "./support/browsers.js";
import { newRun, openStage, type Stage } from "./support/stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe.each(browserNames)("Google's dataLayer in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  // Tag Manager takes the place of push as this page does: by a function that calls the one it found.
  it.each([
    ["before safar.js", ["safar-datalayer.js", "safar.js"]],
    ["after safar.js", ["safar.js", "safar-datalayer.js"]],
  ])("is followed by a tag that comes %s", async (_, scripts) => {
    const run = newRun();
    const visitor = await newVisitor(browser);
    const tags = scripts.map(
      (script) =>
        `<script src="${stage.proxy.url}/${script}" data-write-key="${stage.collector.writeKey}" data-host="${stage.proxy.url}"></script>`,
    );
    const path = stage.pages.add({
      head: `<script>
          window.dataLayer = window.dataLayer || [];
          function gtag() { dataLayer.push(arguments); }
          gtag("js", new Date());
          dataLayer.push({ event: "view_item", ecommerce: { items: [{ item_id: "p-${run}", price: 19.9 }] } });
          const found = dataLayer.push;
          dataLayer.push = function () { return found.apply(dataLayer, arguments); };
        </script>${tags.join("")}`,
      body: `<script>
          gtag("event", "add_to_cart", { currency: "EUR", items: [{ item_id: "p-${run}", price: 19.9 }] });
          dataLayer.push({ ecommerce: null });
          dataLayer.push({ event: "purchase", ecommerce: {
            transaction_id: "T-${run}", value: 39.8, currency: "EUR", items: [{ item_id: "p-${run}", price: 19.9, quantity: 2 }],
          } });
        </script>`,
    });
    await visitor.open(stage.pages.url(path));
    const stored = () =>
      stage.collector.rows<{ event: string }>(
        `SELECT event FROM safar.events WHERE has(\`products.id\`, 'p-${run}') ORDER BY event`,
      );
    await vi.waitFor(
      async () =>
        expect((await stored()).map(({ event }) => event)).toEqual(["add_to_cart", "purchase", "view_item"]),
      { timeout: 40_000, interval: 250 },
    );
    expect(
      await stage.collector.rows(
        `SELECT toString(value) AS value, currency FROM safar.orders WHERE order_id = 'T-${run}'`,
      ),
    ).toEqual([{ value: "39.8", currency: "EUR" }]);
    await visitor.leave();
  });
});
