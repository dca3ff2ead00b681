import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { browserNames } from "./support/browsers.js";
import { eachVisitor, stageOfFile } from "./support/each-visitor.js";
import { addSafarPage, flush, stats, track } from "./support/safar-page.js";
import { newRun, numbers, upTo } from "./support/stage.js";

/** How often what may go wrong now and then is tried: `npm run test:browsers` tries it more often. */
const [CLICKS, CLOSED_TABS, LAST_MOMENTS] =
  process.env.SAFAR_TEST_BROWSERS === "all" ? [200, 10, 12] : [40, 4, 6];

const stage = stageOfFile();

/** The pages of a walk: each tracks and follows its link at once, until the walk's last page. */
const walking = `<a id="next">next</a><script type="module">
  const query = new URLSearchParams(location.search);
  const n = Number(query.get("n"));
  const next = document.getElementById("next");
  query.set("n", n + 1);
  next.href = "?" + query;
  next.addEventListener("click", () =>
    safar.track("Product Clicked", { product_id: "p", run: query.get("run"), n: String(n) }));
  if (n < Number(query.get("last"))) next.click();
  else document.title = "arrived";
</script>`;

describe.each(browserNames)("in %s", (name) => {
  const visitor = eachVisitor(name, stage);
  let run: string;
  let shop: string;

  beforeAll(() => {
    shop = stage.pages.url(addSafarPage(stage));
  });

  beforeEach(() => {
    run = newRun();
  });

  /** How often each event of this test arrived: what the pages of the test before sent as they ended may still come. */
  const timesArrived = () => {
    const counts = new Map<string, number>();
    for (const { messageId, properties } of stage.proxy.events())
      if (properties?.run === run) counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
    return counts;
  };

  it("a tab that closes right after track() loses nothing", async () => {
    for (const n of upTo(CLOSED_TABS)) {
      const page = await visitor.open(shop);
      await track(page, run, [2 * n, 2 * n + 1]);
      await page.close();
    }
    const atOnce = await stage.arrived(run, 2 * CLOSED_TABS);
    if (atOnce.length < 2 * CLOSED_TABS) {
      // Firefox may drop what a tab sends while it closes it; then a later page of the shop sends it.
      expect(name).toBe("firefox");
      expect(await flush(await visitor.open(shop))).toBe(true);
    }
    expect(numbers(await stage.arrived(run, 2 * CLOSED_TABS))).toEqual(upTo(2 * CLOSED_TABS));
  });

  it("what is tracked in the last moment of a page while the collector is away is sent by a later page", async () => {
    await stage.proxy.refuse();
    let page = await visitor.open(shop);
    for (const n of upTo(LAST_MOMENTS)) {
      // The database is open, as on a page that was looked at; the page ends in the task that tracks.
      await page.evaluate(() => window.safar.ready());
      await sleep(100);
      const left = n % 3 === 2 ? undefined : page.waitForNavigation();
      await page
        .evaluate(
          (name, place) => {
            for (const part of [0, 1]) {
              window.safar.track("Product Clicked", {
                product_id: "p",
                run: name,
                n: String(2 * place + part),
              });
            }
            if (place % 3 === 0) location.reload();
            else if (place % 3 === 1) location.assign(`?n=${place}`);
          },
          run,
          n,
        )
        .catch(() => {});
      await left;
      if (n % 3 === 2) {
        await page.close();
        page = await visitor.open(shop);
      }
    }
    expect(stage.proxy.events()).toEqual([]);
    await stage.proxy.accept();
    await page.reload();
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.arrived(run, 2 * LAST_MOMENTS))).toEqual(upTo(2 * LAST_MOMENTS));
  });

  it(`${CLICKS} clicks that track and navigate at once lose nothing`, async () => {
    const walk = stage.pages.url(addSafarPage(stage, { body: walking }));
    const page = await visitor.tab();
    // The first page is gone before it is loaded, which the driver tells as an error.
    await page.goto(`${walk}?run=${run}&n=0&last=${CLICKS}`).catch(() => {});
    await waitFor(() => page.title().catch(() => ""), "arrived", 60_000);
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.arrived(run, CLICKS))).toEqual(upTo(CLICKS));
  }, 90_000);

  it.each([2, 10])("%i tabs at once: each event is sent once, by one of them", async (count) => {
    const tabs = await Promise.all(upTo(count).map(() => visitor.open(shop)));
    // A tab that is just being hidden sends what it has without its turn. Firefox hides a tab some time after it
    // shows the next: so one tab is brought to front, and the others are hidden before. (WebKit's are windows.)
    if (name !== "webkit") {
      await tabs[0]!.bringToFront();
      const wanted = tabs.map((_, place) => (place === 0 ? "visible" : "hidden"));
      await waitFor(() => visibilityOf(tabs).then(String), String(wanted));
    }
    const each = 60 / count;
    await Promise.all(
      tabs.map((tab, place) =>
        tab.evaluate(
          async (name, ns) => {
            for (const n of ns) {
              window.safar.track("Product Viewed", { product_id: "p", run: name, n: String(n) });
              await new Promise((resolve) => setTimeout(resolve, 20));
            }
          },
          run,
          upTo(each).map((n) => place * each + n),
        ),
      ),
    );
    expect(await Promise.all(tabs.map(flush))).toEqual(tabs.map(() => true));
    expect(numbers(await stage.arrived(run, 60))).toEqual(upTo(60));
    expect([...timesArrived().values()]).toEqual(upTo(60).map(() => 1));
    const visitors = new Set((await stage.rows(run)).map((row) => row.anonymous_id));
    expect(visitors.size).toBe(1);
  });

  // The driver of WebKit opens windows, which do not hide each other.
  if (name !== "webkit") {
    it("what a tab sends as another takes its place is not sent by that one, too", async () => {
      const path = addSafarPage(stage, { options: { "flush-interval": "30000" } });
      const [one, other] = [
        await visitor.open(stage.pages.url(path)),
        await visitor.open(stage.pages.url(path)),
      ];
      await one.bringToFront();
      await waitFor(() => one.evaluate(() => document.visibilityState), "visible");
      // Each looks for what earlier pages left within a second.
      await sleep(2_000);
      stage.proxy.meet({ slowMs: 1_000 });
      await track(one, run, upTo(9));
      await other.bringToFront();
      await waitFor(async () => (await stats(one)).sent, 9, 20_000);
      expect(numbers(await stage.arrived(run, 9))).toEqual(upTo(9));
      expect([...timesArrived().values()]).toEqual(upTo(9).map(() => 1));
    });
  }

  it("what another tab sent while the page hears late of what it wrote is not written again", async () => {
    const path = addSafarPage(stage, { options: { "flush-interval": "30000" } });
    const [writes, sends] = [
      await visitor.open(stage.pages.url(path)),
      await visitor.open(stage.pages.url(path)),
    ];
    // Each looks for what earlier pages left within a second.
    await sleep(2_000);
    await hearLateOfWrites(writes, 1_500);
    await track(writes, run, [1]);
    expect(await flush(sends)).toBe(true);
    expect(numbers(await stage.arrived(run, 1))).toEqual([1]);
    await track(writes, run, [2]);
    await sleep(300);
    expect(await flush(sends)).toBe(true);
    await sleep(2_000);
    expect(await flush(sends)).toBe(true);
    expect(numbers(await stage.arrived(run, 2))).toEqual([1, 2]);
    expect([...timesArrived().values()]).toEqual([1, 1]);
  });

  it("a page whose database works leaves nothing that a page beside it would take over and send, too", async () => {
    const page = await visitor.open(shop);
    await page.evaluate(() => window.safar.ready());
    await sleep(500);
    await hearLateOfWrites(page, 2_000);
    const left = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key !== "safar"));
    await track(page, run, [1]);
    await sleep(1_500);
    await track(page, run, [2]);
    // It heard of the first by now, and of the second not yet.
    await sleep(1_000);
    expect(await left()).toEqual([]);
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.arrived(run, 2))).toEqual([1, 2]);
  });

  it("what a closed tab could not send, another tab sends", async () => {
    const stays = await visitor.open(shop);
    const closes = await visitor.open(shop);
    await stage.proxy.refuse();
    await track(closes, run, upTo(5));
    await sleep(200);
    await closes.close();
    await stage.proxy.accept();
    expect(await flush(stays)).toBe(true);
    expect(numbers(await stage.arrived(run, 5))).toEqual(upTo(5));
  });

  it("a page that comes back from the back/forward cache goes on, and repeats nothing", async () => {
    const page = await visitor.open(shop);
    await page.evaluate(() => {
      addEventListener("pageshow", (event) => {
        if (event.persisted) document.title = "came back";
      });
    });
    await track(page, run, [0, 1]);
    await page.goto(stage.pages.url(addSafarPage(stage)));
    await track(page, run, [2]);
    await page.evaluate(() => history.back());
    await waitFor(() => page.title().catch(() => ""), "came back");
    await track(page, run, [3, 4]);
    await flush(page);
    // Firefox sometimes lets a request of its database hang that was under way when the page was put away; the script
    // gives it 4 s (in-time.ts) and asks again.
    await waitFor(async () => (await stats(page)).queued, 0, 20_000);
    expect(numbers(await stage.arrived(run, 5))).toEqual(upTo(5));
    await sleep(500);
    expect(numbers(await stage.rows(run))).toEqual(upTo(5));
  });

  it("an app of one page tells of each of its views, once", async () => {
    const path = addSafarPage(stage, { options: { "track-pages": "all" } });
    const page = await visitor.open(stage.pages.url(`${path}/start`));
    await page.evaluate(async () => {
      history.pushState({}, "", "./cart");
      history.replaceState({ scrolled: 1 }, "");
      await new Promise((resolve) => setTimeout(resolve, 50));
      history.pushState({}, "", "./checkout?step=1");
      await new Promise((resolve) => setTimeout(resolve, 50));
      history.back();
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    expect(await flush(page)).toBe(true);
    const pages = stage.proxy.events().filter(({ type }) => type === "page");
    const paths = pages.map(({ context }) => (context?.page as { path: string } | undefined)?.path);
    expect(paths).toEqual(["start", "cart", "checkout", "cart"].map((view) => `${path}/${view}`));
  });

  it("calls made before the script is there are replayed, in order, with their time", async () => {
    const stub = await stage.pages.sdkFile("stub.js");
    const page = await visitor.open(stage.pages.url(stage.pages.add({ head: `<script>${stub}</script>` })));
    // by the page's own clock, which a browser may blur by a millisecond
    const now = () => page.evaluate(() => Date.now());
    const before = await now();
    await track(page, run, [0]);
    await page.evaluate((name) => {
      window.safar.identify("u-1", { run: name, n: "1" });
      window.safar.cart.add({ product_id: "p2", run: name, n: "2" });
    }, run);
    await track(page, run, [3]);
    const after = await now();
    await sleep(300);
    await page.evaluate(
      (source, key) => {
        const script = document.createElement("script");
        Object.assign(script, { src: source, async: true });
        Object.assign(script.dataset, { writeKey: key, trackPages: "none" });
        document.head.append(script);
        return new Promise((resolve) => script.addEventListener("load", resolve));
      },
      `${stage.proxy.url}/safar.js`,
      stage.collector.writeKey,
    );
    await track(page, run, [4]);
    expect(await flush(page)).toBe(true);
    const rows = await stage.arrived(run, 5);
    const sent = stage.proxy
      .events()
      .map(({ type, event, properties, traits }) => [type, event, properties?.n ?? traits?.n]);
    expect(sent).toEqual([
      ["track", "Product Viewed", "0"],
      ["identify", undefined, "1"],
      ["track", "Product Added", "2"],
      ["track", "Product Viewed", "3"],
      ["track", "Product Viewed", "4"],
    ]);
    for (const { timestamp } of stage.proxy.events().slice(0, 4)) {
      expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(timestamp)).toBeLessThanOrEqual(after);
    }
    expect(rows.map((row) => row.user_id)).toEqual(["", "u-1", "u-1", "u-1", "u-1"]);
  });

  it.each(["granted", "pending"])("reset() through the stub holds, with consent %s", async (consent) => {
    const page = await visitor.open(shop);
    await page.evaluate(() => window.safar.identify("u-1"));
    await track(page, run, [0]);
    expect(await flush(page)).toBe(true);

    // The script comes after its calls, and has not read yet who the visitor was.
    const stub = await stage.pages.sdkFile("stub.js");
    const calls = `<script>${stub}
      const track = (n) => safar.track("Product Viewed", { product_id: "p", run: "${run}", n });
      safar.reset(); track("1");
    </script>`;
    await page.goto(stage.pages.url(addSafarPage(stage, { head: calls, options: { consent } })));
    if (consent === "pending") await page.evaluate(() => window.safar.consent("granted"));
    expect(await flush(page)).toBe(true);
    // Also on the visitor's next page.
    await page.goto(shop);
    await track(page, run, [2]);
    expect(await flush(page)).toBe(true);
    const rows = (await stage.arrived(run, 3)).sort((one, other) => Number(one.n) - Number(other.n));
    expect(rows.map((row) => row.user_id)).toEqual(["u-1", "", ""]);
    const [before, after] = rows.map((row) => row.anonymous_id);
    expect(after).not.toBe(before);
    expect(rows.map((row) => row.anonymous_id)).toEqual([before, after, after]);
  });

  it.each([
    ["false", []],
    ["none", []],
    ["yes", []],
    ["first", ["page"]],
    ["all", ["page"]],
  ])("data-track-pages=%s tracks pages %j", async (value, expected) => {
    const page = await visitor.open(
      stage.pages.url(addSafarPage(stage, { options: { "track-pages": value } })),
    );
    await track(page, run, [0]);
    expect(await flush(page)).toBe(true);
    expect(stage.proxy.events().map(({ type }) => type)).toEqual([...expected, "track"]);
  });

  it.each(["the browser's own", "no", "another"])(
    "events have the time zone, with %s Temporal",
    async (kind) => {
      const temporal = { no: "undefined", another: "{ Now: {} }" }[kind];
      const head = temporal
        ? `<script>Object.defineProperty(window, "Temporal", { value: ${temporal} })</script>`
        : "";
      const page = await visitor.open(stage.pages.url(addSafarPage(stage, { head })));
      await track(page, run, [0]);
      expect(await flush(page)).toBe(true);
      const zone = await page.evaluate(() => new Intl.DateTimeFormat().resolvedOptions().timeZone);
      expect(stage.proxy.events().map(({ context }) => context?.timezone)).toEqual([zone]);
    },
  );

  it("two copies of the script on a page are one", async () => {
    const script = `<script src="/sdk/safar.js?copy" data-write-key="${stage.collector.writeKey}" data-host="${stage.proxy.url}" data-track-pages="all"></script>`;
    const path = addSafarPage(stage, { options: { "track-pages": "all" }, body: script });
    const page = await visitor.open(stage.pages.url(path));
    await track(page, run, [0]);
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.arrived(run, 1))).toEqual([0]);
    const types = stage.proxy.events().map(({ type }) => type);
    expect(types.sort()).toEqual(["page", "track"]);
  });

  // Firefox renders no page before it is visited.
  if (name === "chromium") {
    it("a page that is rendered ahead tells nothing until it is visited", async () => {
      // The page says itself that it was rendered ahead: the driver loses sight of it as it takes the other's place.
      const path = addSafarPage(stage, {
        options: { "track-pages": "first" },
        body: `<script>safar.ready(() => safar.track("Page Seen", {
          ahead: performance.getEntriesByType("navigation")[0].activationStart > 0 }))</script>`,
      });
      const rules = JSON.stringify({ prerender: [{ urls: [path], eagerness: "immediate" }] });
      const start = stage.pages.add({
        head: `<script type="speculationrules">${rules}</script>`,
        body: `<a id="next" href="${path}">next</a>`,
      });
      const page = await visitor.open(stage.pages.url(start));
      await sleep(1500);
      expect(stage.proxy.events()).toEqual([]);
      await page.evaluate(() => document.getElementById("next")!.click());
      const told = () => stage.proxy.events().map(({ type, properties }) => [type, properties?.ahead]);
      await expect.poll(told, { timeout: 20_000 }).toEqual([
        ["page", undefined],
        ["track", true],
      ]);
    });
  }
});

/** From now on the page hears so many milliseconds late that a transaction of its database is complete. */
function hearLateOfWrites(page: Page, lateMs: number): Promise<void> {
  return page.evaluate((late) => {
    const { set } = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, "oncomplete")!;
    Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
      set(onComplete: (event: Event) => void) {
        set!.call(this, (event: Event) => setTimeout(() => onComplete.call(this, event), late));
      },
    });
  }, lateMs);
}

/** Which of the tabs a visitor sees. */
function visibilityOf(tabs: readonly Page[]): Promise<DocumentVisibilityState[]> {
  return Promise.all(tabs.map((tab) => tab.evaluate(() => document.visibilityState)));
}

/** Asks until the answer is the one awaited; fails with the last one after so many milliseconds. */
async function waitFor<Answer>(ask: () => Promise<Answer>, awaited: Answer, limitMs = 10_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer === awaited) return;
    if (Date.now() > deadline) return expect(answer).toEqual(awaited);
    await sleep(50);
  }
}
