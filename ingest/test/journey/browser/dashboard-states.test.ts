import type { HTTPRequest, Page } from "puppeteer-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { browserNames } from "./support/browsers.js";
import { accessibilityProblems, choose, press, settled, textOf, tile } from "./support/dashboard-page.js";
import { atTheDashboard, PATIENCE_MS, RANGE, type Reading } from "./support/dashboard-reading.js";
import { type DashboardStage, trackNow } from "./support/dashboard-stage.js";

describe.runIf(browserNames.includes("chromium"))("the dashboard", () => {
  let stage: DashboardStage;
  let reading: Reading;
  let page: Page;
  const dashboard = atTheDashboard();
  beforeAll(() => {
    ({ stage, reading, page } = dashboard());
  });

  it("shows events as they arrive, until it is paused", async () => {
    await settled(page, "live-events");
    await page.waitForSelector("#live-events .minutes");
    const sum = () =>
      page.$$eval("#live-events .minutes i", (bars) =>
        bars.reduce(
          (all, bar) => all + Number(bar.getAttribute("title")?.replace(/^.*: /, "").replaceAll(",", "")),
          0,
        ),
      );
    const before = await sum();
    await trackNow(stage.collector, {
      messageId: "live-1",
      userId: "live",
      event: "Product Viewed",
      properties: { product_id: "p1" },
    });
    await expect.poll(sum, { timeout: PATIENCE_MS }).toBe(before + 1);
    expect(await textOf(page, "#live-events tbody tr")).toContain("live");
    await press(page, "#live-events button");
    await page.waitForSelector("#live-events button[aria-pressed=true]");
    const asked = reading.requests.length;
    await trackNow(stage.collector, {
      messageId: "live-2",
      userId: "live",
      event: "Product Viewed",
      properties: { product_id: "p1" },
    });
    expect(await sum()).toBe(before + 1);
    expect(reading.requests.slice(asked).filter((request) => request.url().includes("/minutes"))).toEqual([]);
  });

  it("asks for the figures first, then for the first picture, and for what they are compared with after that", async () => {
    await reading.open("source=shop&range=custom&from=2025-01-05&to=2025-06-04&compare=before&period=month");
    await page.waitForFunction(() =>
      ["totals", "series"].every(
        (question) =>
          performance.getEntriesByType("resource").filter(({ name }) => name.includes(`/ask/${question}?`))
            .length > 1,
      ),
    );
    const asked = await page.evaluate(() =>
      (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
        .filter(({ name }) => name.includes("/dashboard/ask/"))
        .map(({ name, startTime, responseEnd }) => ({
          question: new URL(name).pathname.split("/").at(-1) ?? "",
          since: new URL(name).searchParams.get("since") ?? "",
          startTime,
          responseEnd,
        })),
    );
    const of = (wanted: string) => asked.filter(({ question }) => question === wanted);
    const [totals, totalsBefore] = of("totals");
    const [series, seriesBefore] = of("series");
    expect([totals?.since, series?.since]).toEqual(["2025-01-05", "2025-01-01"]);
    expect(series!.startTime).toBeGreaterThanOrEqual(totals!.responseEnd);
    for (const later of [totalsBefore, seriesBefore])
      expect(later?.startTime).toBeGreaterThanOrEqual(series!.responseEnd);
  });

  describe("when something goes wrong", () => {
    afterEach(async () => {
      page.removeAllListeners("request");
      page.on("request", (request) => void reading.requests.push(request));
      await page.setRequestInterception(false);
    });

    /** Answers a question in the server's place, as often as it says; undefined lets it wait. */
    async function answerFor(
      name: string,
      times: number,
      answer?: { status: number; code: string },
    ): Promise<HTTPRequest[]> {
      const held: HTTPRequest[] = [];
      await page.setRequestInterception(true);
      page.on("request", (request) => {
        if (!request.url().includes(`/dashboard/ask/${name}?`) || held.length >= times)
          return void request.continue();
        held.push(request);
        if (answer) {
          const { status, code } = answer;
          void request.respond({ status, contentType: "application/json", body: JSON.stringify({ code }) });
        }
      });
      return held;
    }

    it("says that a slow question takes a while, shows the others, and stops it when the page moves on", async () => {
      const held = await answerFor("cohorts", 1);
      await reading.open("source=shop&range=custom&from=2025-02-01&to=2025-05-31");
      await page.waitForSelector("#cohorts");
      await page.$eval("#cohorts", (element) => element.scrollIntoView());
      await expect.poll(() => held.length, { timeout: PATIENCE_MS }).toBe(1);
      await page.waitForSelector("#cohorts [role=status]");
      expect(await page.$eval("#cohorts", (element) => element.getAttribute("aria-busy"))).toBe("true");
      await page.waitForSelector("#lifecycle canvas");
      const stopped = new Promise<void>((resolve) =>
        page.on("requestfailed", (request) => request === held[0] && resolve()),
      );
      await choose(page, "range", "all");
      await stopped;
      // The page opened anew with the range, at its top; what is not near is not asked for.
      await settled(page, "cohorts");
      await page.waitForSelector("#cohorts table.heat");
    });

    it.each([
      ["too_slow", 504, "shorter range"],
      ["too_large", 503, "more memory"],
      ["unavailable", 503, "can’t be asked now"],
      ["schema_missing", 502, "safar migrate"],
    ])(
      "says what to do when a question ends as %s, and asks again when told",
      async (code, status, sentence) => {
        await answerFor("lifecycle", 1, { status, code });
        await reading.open("source=shop&range=custom&from=2025-02-01&to=2025-05-30");
        await page.waitForSelector("#lifecycle");
        await page.$eval("#lifecycle", (element) => element.scrollIntoView({ block: "center" }));
        // What passes by itself is asked for again in two seconds: it is read and pressed at once.
        const told = await page.waitForFunction(() => {
          const failed = document.querySelector("#lifecycle .failed");
          failed?.querySelector("button")?.click();
          return failed?.querySelector("[role=alert]")?.textContent;
        });
        expect(await told.jsonValue()).toContain(sentence);
        expect(await page.$("#retention [role=alert]")).toBeNull();
        await page.waitForSelector("#lifecycle canvas");
      },
    );

    it("asks to sign in when the session has ended, and is back where it was", async () => {
      await reading.open("source=shop&range=custom&from=2025-03-01&to=2025-03-31&compare=off");
      await settled(page);
      const before = [await tile(page, "revenue"), page.url()];
      await page.deleteCookie(...(await page.cookies()));
      await page.$eval(".refresh", (button) => (button as HTMLElement).click());
      await page.waitForSelector("input[name=secret]");
      expect(await page.$eval("form", (element) => element.textContent)).toContain("session has ended");
      expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("secret");
      await page.type("input[name=secret]", "wrong");
      await page.keyboard.press("Enter");
      await page.waitForSelector("form [role=alert]");
      await page.$eval("input[name=secret]", (element) => (element as HTMLInputElement).select());
      await reading.signIn();
      await settled(page);
      expect([await tile(page, "revenue"), page.url()]).toEqual(before);
    });
  });

  it.each([
    ["light", 1280, "", "light"],
    ["dark", 1280, "&lang=en&group=lost", "dark"],
    ["Persian", 1280, "&lang=fa", "light"],
    ["on a phone, dark and Persian", 390, "&lang=fa", "dark"],
    ["on a phone", 390, "", "light"],
  ])("has nothing that axe finds wrong: %s", async (_name, width, query, scheme) => {
    await page.setViewport({ width, height: 844 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(`${stage.collector.collector}/?${RANGE}${query || "&lang=en"}`);
    await settled(page, "revenue", "lifecycle", "cohorts", "funnel", "carts", "rfm", "risk", "uncounted");
    expect(await accessibilityProblems(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, "nothing is wider than the page").toBeLessThanOrEqual(0);
    await page.setViewport({ width: 1280, height: 900 });
    await page.emulateMediaFeatures([]);
  });

  it("signs out, and shows nothing any more", async () => {
    await page.$$eval(".top-actions button", (buttons) => (buttons.at(-1) as HTMLElement).click());
    await page.waitForSelector("input[name=secret]");
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.cookies()).toEqual([]);
    await page.goBack();
    await page.waitForSelector("input[name=secret]");
  });
});
