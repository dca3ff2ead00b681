import type { Page } from "puppeteer-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createFormat } from "../../../dashboard/src/format.js";
import { browserNames } from "./support/browsers.js";
import { choose, pixelsOf, press, settled, tableOf, tile } from "./support/dashboard-page.js";
import {
  ASKED,
  atTheDashboard,
  english,
  PATIENCE_MS,
  RANGE,
  type Reading,
} from "./support/dashboard-reading.js";
import { type DashboardStage, SHOP_ZONE } from "./support/dashboard-stage.js";

describe.runIf(browserNames.includes("chromium"))("the dashboard", () => {
  let stage: DashboardStage;
  let reading: Reading;
  let page: Page;
  const dashboard = atTheDashboard();
  beforeAll(() => {
    ({ stage, reading, page } = dashboard());
  });

  describe("by its controls", () => {
    const value = (name: string) =>
      page.$eval(`[name=${name}]`, (element) => (element as HTMLInputElement).value);
    const query = () => new URL(page.url()).searchParams;

    it("shows another range; back and forward go between views, and a shared address is the same view", async () => {
      const all = await tile(page, "orders");
      await choose(page, "range", "all");
      await settled(page);
      expect(query().get("range")).toBe("all");
      await reading.open("source=shop&range=custom&from=2025-02-01&to=2025-02-28&compare=off");
      await settled(page);
      const february = await tile(page, "orders");
      expect(february).not.toBe(all);
      const { rows } = await stage.reader.ask("totals", {
        ...ASKED,
        since: "2025-02-01",
        until: "2025-03-01",
      });
      expect(february).toBe(english.count(rows.find(({ currency }) => currency === "EUR")?.orders as number));
      await choose(page, "currency", "GBP");
      await page.waitForFunction(() =>
        document.querySelector("#tile-revenue .tile-value")?.textContent?.includes("£"),
      );
      const pounds = await tile(page, "revenue");
      const shared = page.url();
      await page.goBack();
      await page.waitForFunction(() =>
        document.querySelector("#tile-revenue .tile-value")?.textContent?.includes("€"),
      );
      expect(await tile(page, "orders")).toBe(february);
      await page.goForward();
      await page.waitForFunction(() =>
        document.querySelector("#tile-revenue .tile-value")?.textContent?.includes("£"),
      );
      expect(await tile(page, "revenue")).toBe(pounds);
      await page.goto(shared);
      await settled(page);
      expect(await tile(page, "revenue")).toBe(pounds);
    });

    it("compares with the period before, the year before, or nothing", async () => {
      await reading.open("source=shop&range=custom&from=2025-04-01&to=2025-06-29");
      await page.waitForSelector(".change.up, .change.down");
      const { rows } = await stage.reader.ask("totals", {
        ...ASKED,
        since: "2025-01-01",
        until: "2025-04-01",
      });
      const before = english.count(rows.find(({ currency }) => currency === "EUR")?.orders as number);
      await settled(page);
      expect(await page.$eval("#tile-orders .before", (element) => element.textContent)).toContain(before);
      await choose(page, "compare", "off");
      await page.waitForFunction(() => !document.querySelector(".change"));
      await choose(page, "compare", "year");
      await page.waitForSelector(".change.none");
      expect(await page.$eval("#day-range", (element) => element.textContent)).toContain("29 Jun 2024");
    });

    it("counts in another time zone", async () => {
      await reading.open("source=shop&range=custom&from=2025-03-03&to=2025-03-03&compare=off");
      await page.$eval("[name=zone]", (element) => {
        (element as HTMLInputElement).value = "Pacific/Kiritimati";
        element.dispatchEvent(new Event("change", { bubbles: true }));
      });
      await page.waitForFunction(() => location.search.includes("Kiritimati"));
      await settled(page);
      const { rows } = await stage.reader.ask("totals", {
        source: "shop",
        since: "2025-03-03",
        until: "2025-03-04",
        time_zone: "Pacific/Kiritimati",
      });
      expect(await tile(page, "customers")).toBe(
        english.count((rows.find(({ currency }) => currency === "")?.customers as number) ?? 0),
      );
    });

    it("speaks Persian, from right to left, in Persian digits and months of the Solar Hijri calendar", async () => {
      await choose(page, "lang", "fa");
      await page.waitForFunction(() => document.documentElement.dir === "rtl");
      await settled(page, "lifecycle");
      const persian = createFormat("fa", "jalali");
      expect(await value("calendar")).toBe("jalali");
      expect(await value("from-year")).toMatch(/^[۰-۹]{4}$/);
      expect(await tile(page, "customers")).toMatch(/^[۰-۹٬]+$/);
      const months = (await tableOf(page, "lifecycle")).map(([month]) => month);
      const { rows } = await stage.reader.ask("lifecycle", {
        ...ASKED,
        since: "2024-12-21",
        period: "jalali_month",
      });
      await choose(page, "period", "month");
      await settled(page, "lifecycle");
      const shown = await tableOf(page, "lifecycle");
      expect(shown.map(([month]) => month)).toEqual(
        rows.map((row) => persian.period(String(row.period_start), "month")),
      );
      expect(shown.map((cells) => cells[3])).toEqual(
        rows.map((row) => persian.count(row.new_customers as number)),
      );
      expect(shown[3]?.[0]).toBe("فروردین ۱۴۰۴");
      expect(months.length).toBeGreaterThan(0);
      await choose(page, "calendar", "gregorian");
      await page.waitForFunction(() => location.search.includes("calendar=gregorian"));
    });

    it("shows a range of the Solar Hijri calendar's days", async () => {
      await reading.open(`${RANGE}&calendar=jalali&compare=off`);
      await settled(page);
      await page.select("[name=from-month]", "1");
      await page.select("[name=from-day]", "1");
      // as a Persian keyboard types them
      await page.$eval("[name=from-year]", (element) => (element as HTMLInputElement).select());
      await page.type("[name=from-year]", "۱۴۰۴");
      await page.keyboard.press("Tab");
      await press(page, ".custom-range button");
      await page.waitForFunction(() => location.search.includes("from=2025-03-21"));
      await settled(page);
      const { rows } = await stage.reader.ask("totals", { ...ASKED, since: "2025-03-21" });
      expect(await tile(page, "orders")).toBe(
        english.count(rows.find(({ currency }) => currency === "EUR")?.orders as number),
      );
    });

    it("is light or dark, as the system or as chosen, and its pictures with it", async () => {
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const bright = await background();
      await choose(page, "theme", "dark");
      await page.waitForFunction(
        (before) => getComputedStyle(document.body).backgroundColor !== before,
        {},
        bright,
      );
      await settled(page, "revenue");
      // The old picture stands until the effects have run.
      await expect
        .poll(() => pixelsOf(page, "revenue", "--teal"), { timeout: PATIENCE_MS })
        .toBeGreaterThan(100);
      await page.reload();
      await settled(page);
      expect(await background()).not.toBe(bright);
      await choose(page, "theme", "system");
      await page.waitForFunction(
        (before) => getComputedStyle(document.body).backgroundColor === before,
        {},
        bright,
      );
    });

    it("shows another source, and of an empty one how to begin", async () => {
      await choose(page, "source", "empty");
      await page.waitForSelector("#nothing-yet");
      expect(await page.$eval("#nothing-yet", (element) => element.textContent)).toContain(
        "@safar/ingest script-tag",
      );
      await reading.open("source=shop&range=custom&from=2020-01-01&to=2020-12-31");
      await press(page, ".notice button");
      await page.waitForFunction(() => !location.search.includes("2020"));
      await settled(page);
      expect(await tile(page, "orders")).not.toBe("0");
      expect(query().get("from")).toBe(
        (await stage.reader.ask("span", { source: "shop", time_zone: SHOP_ZONE })).rows[0]?.first_day,
      );
    });
  });
});
