import { beforeEach, describe, expect, it } from "vitest";
import { everyBrowser } from "./support/browsers.js";
import { eachVisitor, stageOfFile } from "./support/each-visitor.js";
import { ENDLESS_PICTURE } from "./support/page-server.js";
import { addSafarPage, flush, stats } from "./support/safar-page.js";
import { newRun, numbers } from "./support/stage.js";

/**
 * By this clock whatever the script does takes longer than a slice, so each of its parts has a task of its own. What
 * is stored when the first of them is put off is kept.
 */
const slowClock = `<script>{
  const { now } = Performance.prototype;
  let late = 0;
  performance.now = () => now.call(performance) + (late += 20);
  const { setTimeout } = window;
  window.setTimeout = (...given) => {
    window.storedAtFirst ??= Object.keys(localStorage);
    return setTimeout(...given);
  };
}</script>`;

const stage = stageOfFile();

// On a slow phone a page begins in parts. What it calls meanwhile stays in its order.
describe.each(everyBrowser)("in %s on a slow phone", (name) => {
  const visitor = eachVisitor(name, stage);
  let run: string;

  beforeEach(() => {
    run = newRun();
  });

  /** A page whose script tracks its views; what its body runs stands right behind the script. */
  const slowPage = (body: string, more: object = {}) =>
    stage.pages.url(
      addSafarPage(stage, { head: slowClock, body, options: { "track-pages": "all", ...more } }),
    );

  /** Each event once: as a page ends, it sends again what had no answer yet. */
  const sent = () =>
    [...new Map(stage.proxy.events().map((event) => [event.messageId, event])).values()].map(
      ({ type, properties }) => [type, properties?.n],
    );

  it("the page's beginning is no long task, and its view arrives by itself", async () => {
    const page = await visitor.open(slowPage(""));
    expect(await page.evaluate(() => (window as never as { storedAtFirst: unknown }).storedAtFirst)).toEqual(
      [],
    );
    await expect.poll(sent, { timeout: 20_000 }).toEqual([["page", undefined]]);
    expect(await page.evaluate(() => JSON.parse(localStorage.safar).id)).toBe(
      await page.evaluate(() => window.safar.anonymousId),
    );
  });

  it("the page's view comes before what the page tracks at once", async () => {
    const tracks = `safar.track("Product Viewed", { product_id: "p", run: "${run}", n: "0" });`;
    const page = await visitor.open(slowPage(`<script>${tracks}</script>`));
    expect(await flush(page)).toBe(true);
    expect(sent()).toEqual([
      ["page", undefined],
      ["track", "0"],
    ]);
  });

  it("a page that tracks and is left before it is loaded loses neither, with no later page to help", async () => {
    const foreign = stage.pages.url(stage.pages.add({ body: "<script>document.title = 'arrived'</script>" }));
    const address = slowPage(`<img src="${ENDLESS_PICTURE}"><script>
      safar.track("Product Clicked", { product_id: "p", run: "${run}", n: "0" });
      setTimeout(() => location.assign("${foreign}"), 30);
    </script>`);
    const page = await visitor.open(foreign);
    await page
      .evaluate((to) => {
        document.title = "leaving";
        location.assign(to);
      }, address)
      .catch(() => {});
    await expect.poll(() => page.title().catch(() => ""), { timeout: 30_000, interval: 100 }).toBe("arrived");
    expect(numbers(await stage.arrived(run, 1))).toEqual([0]);
    expect(sent()).toEqual([
      ["page", undefined],
      ["track", "0"],
    ]);
  });

  it.each(["forget()", 'consent("denied")'])("%s at once leaves nothing of the visitor", async (call) => {
    const page = await visitor.open(slowPage(`<script>safar.${call}</script>`));
    await expect
      .poll(() => stats(page), { timeout: 10_000 })
      .toMatchObject({
        tracked: 1,
        queued: 0,
        sent: 0,
        dropped: { consent: 1 },
      });
    const left = await page.evaluate(() => [{ ...localStorage }, document.cookie]);
    expect(left).toEqual([{}, ""]);
    expect(sent()).toEqual([]);
  });
});
