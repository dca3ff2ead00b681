import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { beforeEach, describe, expect, it } from "vitest";
import { browserNames } from "./support/browsers.js";
import { eachVisitor, stageOfFile } from "./support/each-visitor.js";
import { addSafarPage, flush, stats, track } from "./support/safar-page.js";
import { newRun, numbers, upTo } from "./support/stage.js";

const stage = stageOfFile();

/** Everything that a page's origin remembers, by where it stands. */
function remembered(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(async () => {
    const databases: string[] = [];
    for (const { name = "" } of await indexedDB.databases()) {
      const open = indexedDB.open(name);
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        open.onsuccess = () => resolve(open.result);
        open.onerror = () => reject(open.error);
      });
      for (const store of database.objectStoreNames) {
        const keys = database.transaction(store).objectStore(store).getAllKeys();
        await new Promise((resolve) => (keys.onsuccess = resolve));
        databases.push(...keys.result.map((key) => `${name}/${store}/${key}`));
      }
      database.close();
    }
    return {
      cookie: document.cookie,
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      databases,
    };
  });
}

declare global {
  interface Window {
    /** The drops that a page's listener heard of. */
    told?: string[];
  }
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const NOTHING = { cookie: "", local: [], session: [], databases: [] };

describe.each(browserNames)("in %s", (name) => {
  const visitor = eachVisitor(name, stage);
  let run: string;

  beforeEach(() => {
    run = newRun();
  });

  const shop = (options: object = {}) =>
    stage.pages.url(addSafarPage(stage, { by: "import", options: { ...options } }));
  const consent = (page: Page, answer: string) => page.evaluate((to) => window.safar.consent(to), answer);

  describe("consent", () => {
    it("pending: nothing is sent or remembered; granted: what waited is sent with its true time", async () => {
      const page = await visitor.open(shop({ consent: "pending" }));
      const before = Date.now();
      await track(page, run, upTo(3));
      const after = Date.now();
      await sleep(400);
      expect(stage.proxy.arrivals).toEqual([]);
      expect(await remembered(page)).toEqual(NOTHING);
      await consent(page, "granted");
      expect(await flush(page)).toBe(true);
      expect(numbers(await stage.rows(run))).toEqual(upTo(3));
      for (const { timestamp } of stage.proxy.events()) {
        expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before);
        expect(Date.parse(timestamp)).toBeLessThanOrEqual(after);
      }
      expect((await remembered(page)).cookie).not.toBe("");
    });

    it("pending, then denied: nothing was ever sent or remembered, and each event is a counted drop", async () => {
      const page = await visitor.open(shop({ consent: "pending" }));
      await track(page, run, upTo(3));
      await consent(page, "denied");
      await track(page, run, [3, 4]);
      await flush(page);
      await sleep(400);
      expect(stage.proxy.arrivals).toEqual([]);
      expect(await remembered(page)).toEqual(NOTHING);
      const { tracked, sent, dropped } = await stats(page);
      expect([tracked, sent, Object.values(dropped).reduce((a, b) => a + b, 0)]).toEqual([5, 0, 5]);
    });

    it("granted, then denied: nothing more is sent, nothing stays remembered of the visitor", async () => {
      const page = await visitor.open(shop());
      await track(page, run, [0]);
      expect(await flush(page)).toBe(true);
      await stage.proxy.refuse();
      await track(page, run, [1]);
      await sleep(300);
      await consent(page, "denied");
      await track(page, run, [2]);
      await stage.proxy.accept();
      await flush(page);
      await sleep(400);
      expect(numbers(await stage.rows(run))).toEqual([0]);
      const { cookie, databases } = await remembered(page);
      expect({ cookie, databases }).toEqual({ cookie: "", databases: [] });
    });

    it("what earlier pages left waiting when the visitor says no is a counted drop, each event once", async () => {
      await stage.proxy.refuse();
      const page = await visitor.open(shop());
      await track(page, run, [0, 1]);
      await expect.poll(async () => (await remembered(page)).databases).toHaveLength(2);
      await page.goto(shop());
      await track(page, run, [2]);
      await expect.poll(async () => (await remembered(page)).databases).toHaveLength(3);
      await page.evaluate(() => {
        window.told = [];
        window.safar.on("drop", ({ reason, json }: { reason: string; json?: string }) =>
          window.told!.push(`${reason} ${JSON.parse(json!).properties.n}`),
        );
      });
      await consent(page, "denied");
      await expect
        .poll(() => page.evaluate(() => window.told!.sort()))
        .toEqual(["0", "1", "2"].map((n) => `consent ${n}`));
      expect((await stats(page)).dropped).toEqual({ consent: 3 });
      await stage.proxy.accept();
      await sleep(400);
      expect(await stage.rows(run)).toEqual([]);
    });

    it("of a visitor who never agreed there is no database, not even an empty one", async () => {
      const page = await visitor.open(shop({ consent: "denied" }));
      await track(page, run, [0]);
      await flush(page);
      expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
    });

    it("denied, then granted: only what is tracked from then on", async () => {
      const page = await visitor.open(shop({ consent: "denied" }));
      await track(page, run, [0]);
      await consent(page, "granted");
      await track(page, run, [1]);
      expect(await flush(page)).toBe(true);
      expect(numbers(await stage.rows(run))).toEqual([1]);
    });
  });

  it.each(["globalPrivacyControl", "doNotTrack"])(
    "a browser that asks by %s for privacy tells nothing, unless its owner says yes to the shop",
    async (signal) => {
      // Chromium has the signal from extensions, which define it in the page as this does.
      const page = await visitor.tab();
      await page.evaluateOnNewDocument((field) => {
        Object.defineProperty(navigator, field, { get: () => (field === "doNotTrack" ? "1" : true) });
      }, signal);
      await page.goto(shop());
      await track(page, run, [0]);
      await flush(page);
      await sleep(400);
      expect(stage.proxy.arrivals).toEqual([]);
      expect(await remembered(page)).toEqual(NOTHING);
      await consent(page, "granted");
      await track(page, run, [1]);
      expect(await flush(page)).toBe(true);
      expect(numbers(await stage.rows(run))).toEqual([1]);
    },
  );

  it("without cookies nothing of the visitor is remembered, and the events arrive", async () => {
    const page = await visitor.open(shop({ cookieless: true }));
    await track(page, run, [0, 1]);
    expect(await flush(page)).toBe(true);
    const { cookie, local } = await remembered(page);
    expect({ cookie, local }).toEqual({ cookie: "", local: [] });
    expect(numbers(await stage.rows(run))).toEqual([0, 1]);
  });

  it("named traits leave the page as hashes of their normal form", async () => {
    const page = await visitor.open(shop({ hashTraits: ["email", "phone"] }));
    await page.evaluate((name) => {
      window.safar.identify("u-1", {
        email: "  Ada@Example.COM ",
        phone: "+44 (20) 7946-0958",
        run: name,
        n: "0",
      });
    }, run);
    expect(await flush(page)).toBe(true);
    const [row] = await stage.arrived(run, 1);
    expect(JSON.parse(row!.traits)).toMatchObject({
      email: sha256("ada@example.com"),
      phone: sha256("+442079460958"),
    });
    expect(JSON.stringify(stage.proxy.events()).toLowerCase()).not.toContain("example.com");
  });

  it("traits that are hashed in the same moment as a link is followed arrive, hashed", async () => {
    const page = await visitor.open(shop({ hashTraits: ["email"] }));
    for (const n of upTo(5)) {
      const left = page.waitForNavigation();
      await page
        .evaluate(
          (name, place) => {
            window.safar.identify("u-1", { email: "ada@example.com", run: name, n: String(place) });
            location.search = `?n=${place}`;
          },
          run,
          n,
        )
        .catch(() => {});
      await left;
    }
    expect(await flush(page)).toBe(true);
    const rows = await stage.arrived(run, 5);
    const emails = rows.map(({ traits }) => JSON.parse(traits).email);
    expect(emails).toEqual(upTo(5).map(() => sha256("ada@example.com")));
  });

  it("reset() makes another visitor of who comes next; what was tracked before is sent as it was", async () => {
    const page = await visitor.open(shop());
    await stage.proxy.refuse();
    await page.evaluate(() => window.safar.identify("u-1"));
    await track(page, run, [0]);
    await page.evaluate(() => window.safar.reset());
    await track(page, run, [1]);
    await stage.proxy.accept();
    expect(await flush(page)).toBe(true);
    const [before, after] = await stage.arrived(run, 2);
    expect([before?.user_id, after?.user_id]).toEqual(["u-1", ""]);
    expect(after?.anonymous_id).not.toBe(before?.anonymous_id);
    expect(after?.anonymous_id).not.toBe("");
  });

  it("forget() leaves nothing behind, neither in the browser nor on its way", async () => {
    const page = await visitor.open(shop());
    await track(page, run, [0]);
    expect(await flush(page)).toBe(true);
    await stage.proxy.refuse();
    await track(page, run, [1]);
    await page.evaluate(() => window.safar.forget());
    expect(await remembered(page)).toEqual(NOTHING);
    await stage.proxy.accept();
    await page.goto(stage.pages.url(stage.pages.add({})));
    await sleep(300);
    expect(await remembered(page)).toEqual(NOTHING);
    expect(numbers(await stage.rows(run))).toEqual([0]);
  });

  it("subdomains share a visitor when the shop asks for it, and only then", async () => {
    const ids = async (path: string, names: readonly string[]) => {
      const own = newRun();
      for (const subdomain of names) {
        const page = await visitor.open(stage.pages.url(path, subdomain));
        await track(page, own, [0]);
        expect(await flush(page)).toBe(true);
      }
      const rows = await stage.arrived(own, names.length);
      expect(rows).toHaveLength(names.length);
      for (const row of rows) expect(row.anonymous_id).not.toBe("");
      return new Set(rows.map((row) => row.anonymous_id));
    };
    const apart = addSafarPage(stage, { by: "import" });
    expect((await ids(apart, ["one", "two"])).size).toBe(2);
    const shared = addSafarPage(stage, { by: "import", options: { cookieDomain: "shop.localhost" } });
    expect((await ids(shared, ["www", "checkout", ""])).size).toBe(1);
  });
});
