import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { everyBrowser, launch, newVisitor } from "./support/browsers.js";
import { ENDLESS_PICTURE } from "./support/page-server.js";
import { addSafarPage, flush } from "./support/safar-page.js";
import { newRun, numbers, openStage, type Stage, upTo } from "./support/stage.js";

/** `npm run test:browsers` closes more. */
const WINDOWS = process.env.SAFAR_TEST_BROWSERS === "all" ? 100 : 8;
const PATIENCE_MS = 60_000 + WINDOWS * 5_000;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage.close());

/** Tracks, and when that request is on its way, beside one of the shop's, tracks again and closes its window. */
const CLOSES_ITSELF = `<script>
  const query = new URLSearchParams(location.search), n = Number(query.get("n"));
  const track = (n) => safar.track("Product Clicked", { product_id: "p", run: query.get("run"), n: String(n) });
  addEventListener("load", () => {
    fetch("${ENDLESS_PICTURE}").catch(() => {});
    track(2 * n);
    safar.flush();
    setTimeout(() => { track(2 * n + 1); window.close(); }, 200);
  });
</script>`;

it.each(everyBrowser)(
  "in %s a window that tracks and closes itself while requests are on their way loses nothing",
  async (name) => {
    let browser: Browser | undefined;
    try {
      browser = await launch(
        name,
        name === "webkit" ? { arguments: ["--javascript-can-open-windows-automatically=true"] } : {},
      );
      const visitor = await newVisitor(browser);
      const run = newRun();
      await stage.proxy.reset();
      stage.proxy.meet({ slowMs: 1_000 });
      const closing = stage.pages.url(addSafarPage(stage, { body: CLOSES_ITSELF }));
      const opener = await visitor.open(stage.pages.url(stage.pages.add({})));
      for (const n of upTo(WINDOWS)) {
        await opener.evaluate((url) => {
          (window as { opened?: Window | null }).opened = window.open(url);
        }, `${closing}?run=${run}&n=${n}`);
        await opener.waitForFunction(() => (window as { opened?: Window | null }).opened?.closed);
      }
      const all = upTo(2 * WINDOWS);
      const atOnce = numbers(await stage.arrived(run, all.length));
      // What the browser let go with its window stays in its storage, and the visitor's next page sends it.
      stage.proxy.meet("pass");
      expect(await flush(await visitor.open(stage.pages.url(addSafarPage(stage))))).toBe(true);
      const rows = numbers(await stage.arrived(run, all.length));
      console.log(
        `${name}: of ${WINDOWS} windows ${atOnce.filter((n) => n % 2 === 1).length} last events arrived at once, ` +
          `${rows.filter((n) => n % 2 === 1).length} with the visitor's next page`,
      );
      expect(rows).toEqual(all);
      expect(visitor.errors).toEqual([]);
    } finally {
      await browser?.close();
    }
  },
  PATIENCE_MS,
);
