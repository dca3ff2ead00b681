import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { everyBrowser } from "./support/browsers.js";
import { eachVisitor, stageOfFile } from "./support/each-visitor.js";
import { oldLibraries } from "./support/old-libraries.js";
import { ENDLESS_PICTURE } from "./support/page-server.js";
import { addSafarPage, flush, stats, track } from "./support/safar-page.js";
import { newRun, numbers, upTo } from "./support/stage.js";

/** How often what may go wrong now and then is tried: `npm run test:browsers` tries it more often. */
const [LEFT_EARLY, PUT_AWAY, SHORT_PAGES] =
  process.env.SAFAR_TEST_BROWSERS === "all" ? [25, 20, 30] : [6, 6, 8];
/** A bound on what a slow machine needs, not on what is tested. */
const PATIENCE_MS = 120_000;

const stage = stageOfFile();

describe.each(everyBrowser)("in %s", (name) => {
  const visitor = eachVisitor(name, stage);
  let run: string;

  beforeEach(() => {
    run = newRun();
  });

  const shop = (options: Readonly<Record<string, unknown>> = {}) =>
    stage.pages.url(addSafarPage(stage, { options }));

  it(
    "pages that are left before they are loaded lose nothing, with no later page to help",
    async () => {
      const foreign = stage.pages.url(
        stage.pages.add({ body: "<script>document.title = 'arrived'</script>" }),
      );
      const body = `<img src="${ENDLESS_PICTURE}"><script>
      const query = new URLSearchParams(location.search), n = Number(query.get("n"));
      safar.track("Product Clicked", { product_id: "p", run: query.get("run"), n: String(n) });
      query.set("n", n + 1);
      setTimeout(() => location.assign(n + 1 < ${LEFT_EARLY} ? "?" + query : "${foreign}"), 30);
    </script>`;
      const page = await visitor.open(foreign);
      const start = `${stage.pages.url(addSafarPage(stage, { body }))}?run=${run}&n=0`;
      await page
        .evaluate((to) => {
          document.title = "leaving";
          location.assign(to);
        }, start)
        .catch(() => {});
      await expect
        .poll(() => page.title().catch(() => ""), { timeout: PATIENCE_MS, interval: 100 })
        .toBe("arrived");
      expect(numbers(await stage.arrived(run, LEFT_EARLY))).toEqual(upTo(LEFT_EARLY));
    },
    PATIENCE_MS,
  );

  it(
    "a page that is put away in the middle of a transaction leaves the database to the next",
    async () => {
      const page = await visitor.open(shop());
      for (const n of upTo(PUT_AWAY)) {
        const left = page.waitForNavigation();
        await page
          .evaluate(
            (ofRun, place, to) => {
              window.safar.track("Product Clicked", { product_id: "p", run: ofRun, n: String(place) });
              // Its drain reads the database as the page goes.
              void window.safar.flush();
              setTimeout(() => location.assign(to), place % 3);
            },
            run,
            n,
            shop(),
          )
          .catch(() => {});
        await left;
      }
      expect(await flush(page)).toBe(true);
      expect(numbers(await stage.arrived(run, PUT_AWAY))).toEqual(upTo(PUT_AWAY));
    },
    PATIENCE_MS,
  );

  it.each([
    ["missing", () => Object.defineProperty(window, "indexedDB", { value: undefined })],
    [
      "stuck",
      () => {
        IDBFactory.prototype.open = () => new EventTarget() as never;
      },
    ],
    [
      "full",
      () => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
      },
    ],
  ])(
    "where the database is %s, later pages send what earlier ones left, and then nothing is left",
    async (_, spoil) => {
      const page = await visitor.tab();
      await page.evaluateOnNewDocument(spoil as () => void);
      await page.goto(shop());
      await stage.proxy.refuse();
      for (const n of upTo(SHORT_PAGES)) {
        await track(page, run, [2 * n, 2 * n + 1]);
        await page.reload();
      }
      await stage.proxy.accept();
      expect(await flush(page)).toBe(true);
      expect(numbers(await stage.arrived(run, 2 * SHORT_PAGES))).toEqual(upTo(2 * SHORT_PAGES));
      const left = () =>
        page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("safar:")));
      await expect.poll(left, { timeout: 10_000 }).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    "what a page leaves in localStorage is bounded, and what finds no place there is a counted drop",
    async () => {
      const page = await visitor.tab();
      await page.evaluateOnNewDocument(() =>
        Object.defineProperty(window, "indexedDB", { value: undefined }),
      );
      await page.goto(shop());
      await stage.proxy.refuse();
      await page.evaluate(() => {
        window.safar.on("drop", ({ reason, json }: { reason: string; json: string }) => {
          const { n } = JSON.parse(json).properties;
          localStorage.told = `${localStorage.told ?? ""}${reason} ${n};`;
        });
      });
      await track(page, run, upTo(60), { filler: "x".repeat(10_000) });
      await sleep(300);
      await page.reload();
      const { length, told } = await page.evaluate(() => ({
        length: Object.entries(localStorage).reduce(
          (sum, [key, value]) => sum + key.length + value.length,
          0,
        ),
        told: localStorage.told as string,
      }));
      expect(length).toBeLessThan(300_000);
      const dropped = told.split(";").filter(Boolean);
      expect(dropped.length).toBeGreaterThan(20);
      for (const each of dropped) expect(each).toMatch(/^queue_full \d+$/);
      await stage.proxy.accept();
      expect(await flush(page)).toBe(true);
      const gone = new Set(dropped.map((each) => Number(each.split(" ")[1])));
      const expected = upTo(60).filter((n) => !gone.has(n));
      expect(numbers(await stage.arrived(run, expected.length))).toEqual(expected);
    },
    PATIENCE_MS,
  );

  it(
    "a page that a firewall or a proxy sends in place of the collector's answer costs no event",
    async () => {
      const page = await visitor.open(shop());
      const statuses = [400, 401, 403, 405, 410, 413, 451];
      for (const [n, foreign] of statuses.entries()) {
        stage.proxy.meet({ foreign }, "pass");
        await track(page, run, [n]);
        expect(await flush(page)).toBe(true);
      }
      expect(await stats(page)).toMatchObject({
        tracked: statuses.length,
        sent: statuses.length,
        dropped: {},
      });
      expect(numbers(await stage.arrived(run, statuses.length))).toEqual(upTo(statuses.length));
    },
    PATIENCE_MS,
  );

  it.each(oldLibraries)(
    "on a page with %s events arrive as they were tracked",
    async (library) => {
      const path = addSafarPage(stage, {
        head: `<script src="/library/${encodeURIComponent(library)}"></script>`,
        options: { "hash-traits": "email" },
      });
      const page = await visitor.open(stage.pages.url(path));
      await page.evaluate((ofRun) => {
        const { safar } = window;
        safar.identify("u-1", { email: "Ada@example.com", run: ofRun, n: "0" });
        safar.cart.add({ product_id: "p1", price: 5, run: ofRun, n: "1" });
        const products = [{ product_id: "p1", price: 5, quantity: 2 }];
        const at = new Date(0);
        safar.order.complete({
          order_id: "o1",
          revenue: 10,
          currency: "EUR",
          products,
          at,
          run: ofRun,
          n: "2",
        });
      }, run);
      expect(await flush(page)).toBe(true);
      const [identified, added, ordered] = await stage.arrived(run, 3);
      for (const row of [identified, added, ordered])
        expect(row?.message_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
      const email = createHash("sha256").update("ada@example.com").digest("hex");
      expect(JSON.parse(identified!.traits).email).toBe(email);
      expect([added?.event, JSON.parse(added!.properties)]).toMatchObject([
        "Product Added",
        { product_id: "p1", price: 5 },
      ]);
      expect(JSON.parse(ordered!.properties)).toMatchObject({
        order_id: "o1",
        products: [{ product_id: "p1", price: 5, quantity: 2 }],
        at: "1970-01-01T00:00:00.000Z",
      });
    },
    PATIENCE_MS,
  );

  it(
    "a page's own fetch that adds headers and credentials sends events",
    async () => {
      const head = `<script>{
      const original = window.fetch;
      window.fetch = (url, options) => original(url, { ...options, credentials: "include",
        headers: { ...options?.headers, "X-CSRF-Token": "t", "X-Requested-With": "XMLHttpRequest", Authorization: "Bearer shop" } });
    }</script>`;
      const page = await visitor.open(stage.pages.url(addSafarPage(stage, { head })));
      await track(page, run, upTo(3));
      expect(await flush(page)).toBe(true);
      expect(numbers(await stage.arrived(run, 3))).toEqual(upTo(3));
    },
    PATIENCE_MS,
  );

  it(
    "a clock that is set back after a failure delays nothing",
    async () => {
      const page = await visitor.open(shop());
      stage.proxy.meet({ status: 503 }, "pass");
      await track(page, run, [0]);
      await expect.poll(() => stage.proxy.arrivals.length, { timeout: 20_000 }).toBeGreaterThan(0);
      await page.evaluate(() => {
        const { now } = Date;
        Date.now = () => now() - 3_600_000;
      });
      await track(page, run, [1]);
      expect(await flush(page)).toBe(true);
      expect(numbers(await stage.arrived(run, 2))).toEqual([0, 1]);
    },
    PATIENCE_MS,
  );

  it(
    "a shop that empties localStorage, or deletes cookies, makes no other visitor",
    async () => {
      const page = await visitor.open(shop());
      const visitorOf = () =>
        page.evaluate(() => [window.safar.anonymousId, /safar_id=([^;]*)/.exec(document.cookie)?.[1]]);
      await track(page, run, [0]);
      const [id, cookie] = await visitorOf();
      expect(cookie).toBe(id);
      await page.evaluate(() => localStorage.clear());
      await track(page, run, [1]);
      expect(await visitorOf()).toEqual([id, id]);
      await page.reload();
      expect(await visitorOf()).toEqual([id, id]);
      await page.evaluate(() => {
        // biome-ignore lint/suspicious/noDocumentCookie: as shops do
        document.cookie = "safar_id=;path=/;max-age=0";
      });
      await page.reload();
      await track(page, run, [2]);
      expect(await visitorOf()).toEqual([id, id]);
      expect(await flush(page)).toBe(true);
      const rows = await stage.arrived(run, 3);
      expect(rows.map(({ anonymous_id }) => anonymous_id)).toEqual([id, id, id]);
    },
    PATIENCE_MS,
  );

  it(
    "half an emoji harms nothing that stands beside it",
    async () => {
      const page = await visitor.open(shop());
      const half = () => ({ title: "Great \u{1f600}".slice(0, -1), path: "C:\\ud83d" });
      await page.evaluate(
        (ofRun, make) => {
          const { title, path } = new Function(`return (${make})()`)();
          window.safar.track("Product Viewed", { product_id: "p1", title, path, run: ofRun, n: "0" });
        },
        run,
        String(half),
      );
      expect(await flush(page)).toBe(true);
      const [row] = await stage.arrived(run, 1);
      expect(JSON.parse(row!.properties)).toMatchObject({
        product_id: "p1",
        title: "Great ",
        path: half().path,
      });
      const [asked] = await stage.collector.rows<{ path: string }>(
        `SELECT JSONExtractString(properties, 'path') AS path FROM events WHERE JSONExtractString(properties, 'run') = '${run}'`,
      );
      expect(asked?.path).toBe(half().path);
    },
    PATIENCE_MS,
  );
});
