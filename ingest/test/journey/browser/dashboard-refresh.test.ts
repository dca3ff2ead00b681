import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { browserNames, launch, newVisitor, type Visitor } from "./support/browsers.js";
import { settled, tile } from "./support/dashboard-page.js";
import { PATIENCE_MS, RANGE, type Reading, sitDown } from "./support/dashboard-reading.js";
import { type DashboardStage, openDashboardStage, trackNow } from "./support/dashboard-stage.js";

let stage: DashboardStage;
beforeAll(async () => {
  stage = await openDashboardStage();
});
afterAll(() => stage.close());

/** What a test tells the page's requests and clock. */
interface Told {
  /** How many questions are answered as by a busy server. */
  refused: number;
  /** Long waits are over at once. */
  isHasty: boolean;
  /** Questions that the page asked, and those it stopped. */
  asked: string[];
  stopped: string[];
}
type TellingWindow = typeof globalThis & { told: Told };

function listen(): void {
  const told: Told = { refused: 0, isHasty: false, asked: [], stopped: [] };
  Object.assign(globalThis, { told });
  const { fetch: ask, setTimeout: later } = globalThis;
  globalThis.fetch = async (address, options) => {
    const [, name] = /dashboard\/ask\/([a-z_]+)/.exec(String(address)) ?? [];
    if (name === undefined || name === "minutes" || name === "latest") return ask(address, options);
    told.asked.push(name);
    options?.signal?.addEventListener("abort", () => told.stopped.push(name));
    if (told.refused <= 0) return ask(address, options);
    told.refused -= 1;
    return Response.json({ code: "too_busy" }, { status: 429 });
  };
  globalThis.setTimeout = ((act: () => void, wait = 0) =>
    later(act, told.isHasty && wait > 30_000 ? 100 : wait)) as typeof setTimeout;
}

describe.each(["chromium", "firefox"] as const)("the dashboard in %s", (name) => {
  describe.runIf(browserNames.includes(name))("asks again", () => {
    let browser: Browser;
    let visitor: Visitor;
    let reading: Reading;
    let page: Page;
    beforeAll(async () => {
      browser = await launch(name);
      visitor = await newVisitor(browser);
      reading = await sitDown(visitor, stage);
      ({ page } = reading);
      await page.evaluateOnNewDocument(listen);
      await reading.open(RANGE);
      await reading.signIn();
    });
    afterAll(() => browser?.close());
    beforeEach(async () => {
      await reading.open(RANGE);
      await settled(page);
    });
    afterEach(() => expect([...visitor.errors, ...reading.problems]).toEqual([]));

    const tell = (part: Partial<Told>) =>
      page.evaluate((given) => void Object.assign((globalThis as TellingWindow).told, given), part);
    const told = () => page.evaluate(() => (globalThis as TellingWindow).told);
    const refresh = () => page.$eval(".refresh", (button) => (button as HTMLElement).click());
    const text = (selector: string) => page.$eval(selector, (element) => element.textContent ?? "");

    it("once, however often Refresh is pressed meanwhile, stops nothing, and says that it asks", async () => {
      const orders = await tile(page, "orders");
      expect(await text(".refresh")).toBe("Refresh");
      await tell({ asked: [], stopped: [] });
      const pressed = await page.evaluate(async () => {
        const seen: string[] = [];
        for (let time = 0; time < 20; time++) {
          document.querySelector<HTMLElement>(".refresh")!.click();
          await new Promise((resolve) => requestAnimationFrame(resolve));
          const figure = document.querySelector("#tile-orders .tile-value")?.textContent;
          seen.push(`${document.querySelector(".refresh")?.textContent} ${figure}`);
        }
        return seen;
      });
      expect(pressed).toContain(`Asking… ${orders}`);
      await settled(page);
      await page.waitForSelector(".refresh[aria-busy=false]");
      expect(await tile(page, "orders")).toBe(orders);
      expect(await page.$("[role=alert], .kept")).toBeNull();
      expect((await told()).stopped).toEqual([]);
    });

    it("by itself after a busy server, and keeps the figures that are there", async () => {
      const orders = await tile(page, "orders");
      await tell({ refused: 1_000 });
      await refresh();
      await page.waitForSelector("#tiles .kept button[aria-busy=false]");
      await expect
        .poll(() => text("#tiles .kept"), { timeout: PATIENCE_MS })
        .toMatch(
          /^Couldn’t ask again just now\. These figures are of \d\d:\d\d\.Trying again in \d+ s\.Ask again$/,
        );
      expect(await tile(page, "orders")).toBe(orders);
      expect(await page.$("main .old, [role=alert]")).toBeNull();
      await tell({ refused: 0 });
      await page.waitForFunction(() => !document.querySelector(".kept"));
      await settled(page);
      expect(await tile(page, "orders")).toBe(orders);
    });

    it("by itself where a busy server let it not even begin", async () => {
      await page.evaluateOnNewDocument(() => {
        if (location.search.includes("period=week")) (globalThis as TellingWindow).told.refused = 1;
      });
      await page.goto(`${stage.collector.collector}/?lang=en&${RANGE}&period=week`);
      // In two seconds it is gone: both are read at once.
      const told = await page.waitForFunction(
        () =>
          document.body.textContent?.includes("Trying again in 2 s.") &&
          document.querySelector("[role=alert]")?.textContent,
      );
      expect(await told.jsonValue()).toBe("Too many questions at once.");
      await settled(page);
    });

    it("every minute while it is seen, so that new orders appear", async () => {
      const before = Number((await tile(page, "orders")).replaceAll(",", ""));
      await trackNow(stage.collector, {
        messageId: `followed-${name}`,
        userId: "followed",
        event: "Order Completed",
        timestamp: "2025-06-15T10:00:00Z",
        properties: { order_id: `followed-${name}`, revenue: 10, currency: "EUR" },
      });
      await tell({ isHasty: true });
      // The wait that is under way began before: only those that begin now are over at once.
      await refresh();
      await expect
        .poll(async () => Number((await tile(page, "orders")).replaceAll(",", "")), { timeout: PATIENCE_MS })
        .toBe(before + 1);
      const { asked } = await told();
      await page.waitForFunction(
        (count) => (globalThis as TellingWindow).told.asked.length > count,
        {},
        asked.length + 3,
      );
    });
  });
});
