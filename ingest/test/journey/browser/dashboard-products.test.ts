import type { Page } from "puppeteer-core";
import { beforeAll, describe, expect, it } from "vitest";
import { runSafar } from "../serve-process.js";
import { browserNames, launch, newVisitor } from "./support/browsers.js";
import { accessibilityProblems, choose, settled, tableOf, textOf } from "./support/dashboard-page.js";
import { ASKED, atTheDashboard, english, RANGE, sitDown } from "./support/dashboard-reading.js";
import type { DashboardStage } from "./support/dashboard-stage.js";
import { openJourneysStage } from "./support/journeys-stage.js";

const PANELS = ["products", "together", "refunds", "forecast"] as const;

describe.runIf(browserNames.includes("chromium"))("products and forecasts", () => {
  let stage: DashboardStage;
  let page: Page;
  const dashboard = atTheDashboard();
  beforeAll(() => {
    ({ stage, page } = dashboard());
  });
  const open = async (query = "lang=en", at = page) => {
    await at.goto(`${stage.collector.collector}/?page=products&${RANGE}&${query}`);
    await at.waitForSelector("#products");
  };
  const ask = (name: string, params: Record<string, string | number>) =>
    stage.reader.ask(name, { ...params, rows: 25 }).then(({ rows }) => rows);

  it("shows what the views say, and says what to do where there is no forecast yet", async () => {
    await open();
    await settled(page, "forecast");
    expect(await textOf(page, "#forecast")).toContain("no forecast yet");
    await page.$eval("h1", (element) => element.scrollIntoView());
    const products = await ask("products", { ...ASKED, currency: "EUR" });
    expect(products.length).toBeGreaterThan(3);
    expect(await tableOf(page, "products")).toEqual(
      products.map((row) => [
        ...[String(row.product_name), english.count(row.views as number), english.count(row.adds as number)],
        ...[english.count(row.orders as number), english.count(row.pieces as number)],
        english.money(row.revenue as string, "EUR"),
        ...[english.percent(row.view_to_order_rate as number), english.percent(row.repeat_rate as number)],
      ]),
    );
    const pairs = await ask("together", { ...ASKED, min_orders: "2" });
    expect(pairs.length).toBeGreaterThan(0);
    await choose(page, "least", "2");
    await page.waitForSelector("#together table.data");
    expect((await tableOf(page, "together")).map(([first, second]) => [first, second])).toEqual(
      pairs.map((row) => [row.name_a, row.name_b]),
    );
    const refunds = await ask("refunds", ASKED);
    expect(refunds.length).toBeGreaterThan(0);
    expect((await tableOf(page, "refunds")).map(([order]) => order)).toEqual(
      refunds.map(({ order_id: id }) => id),
    );
  });

  it("lists of refunds those of the range alone, by the days of the shop's clock", async () => {
    const all = await stage.collector.rows<{ id: string; day: string }>(
      `SELECT order_id AS id, toString(toDate(refunded_at, '${ASKED.time_zone}')) AS day
       FROM safar.refunds WHERE source_id = 'shop' ORDER BY day, id`,
    );
    const { day } = all[Math.floor(all.length / 2)]!;
    const until = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    const rows = await ask("refunds", { ...ASKED, since: day, until });
    expect(rows.map(({ order_id: id }) => id).toSorted()).toEqual(
      all.filter((row) => row.day === day).map(({ id }) => id),
    );
  });

  it.each([
    ["light", 1440, "lang=en", "light"],
    ["on a phone, dark and Persian", 360, "lang=fa", "dark"],
  ])("has nothing that axe finds wrong: %s", async (_name, width, query, scheme) => {
    await page.setViewport({ width, height: 844 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await open(query);
    await settled(page, ...PANELS);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await page.setViewport({ width: 1280, height: 900 });
    await page.emulateMediaFeatures([]);
  });

  it.runIf(browserNames.includes("firefox"))("shows the same in Firefox, in Persian", async () => {
    const browser = await launch("firefox");
    try {
      const visitor = await newVisitor(browser);
      const reading = await sitDown(visitor, stage);
      await reading.open(RANGE);
      await reading.signIn();
      await open("lang=fa", reading.page);
      await reading.page.waitForSelector("#products table");
      expect(await reading.page.$$eval("#products tbody tr", (rows) => rows.length)).toBeGreaterThan(3);
      expect(await reading.page.$eval("#products tbody td", (cell) => cell.textContent)).toMatch(/[۰-۹]/);
      expect([...visitor.errors, ...reading.problems]).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

describe.runIf(browserNames.includes("chromium"))("the forecast", () => {
  it("shows who is expected to buy, as it was computed last", async () => {
    const stage = await openJourneysStage();
    const browser = await launch("chromium");
    try {
      await stage.send(ordersOfMany());
      const { code, stderr } = await runSafar(["predict", "--data", stage.data]).ended;
      expect(code, stderr).toBe(0);
      const reading = await sitDown(await newVisitor(browser), stage);
      await reading.open("");
      await reading.signIn();
      await reading.page.goto(`${stage.collector.collector}/?page=products&lang=en`);
      const { rows } = await stage.reader.ask("forecast", { source: "shop", least: "0", rows: 25 });
      expect(rows).toHaveLength(25);
      expect((await tableOf(reading.page, "forecast")).map((cells) => cells.slice(0, 5))).toEqual(
        rows.map((row) => [
          String(row.customer_id),
          english.percent(100 * Number(row.probability_alive), 0),
          english.decimal(row.expected_orders_30 as number, 2),
          english.decimal(row.expected_orders_90 as number, 2),
          english.money(row.lifetime_value as string, "EUR"),
        ]),
      );
      expect(await accessibilityProblems(reading.page)).toEqual([]);
    } finally {
      await browser.close();
      await stage.close();
    }
  });
});

/** A year of a hundred customers, some of whom come often and some once. */
function ordersOfMany(now = Date.now()): object[] {
  const day = 86_400_000;
  return Array.from({ length: 100 }, (_, n) =>
    Array.from({ length: 1 + (n % 6) }, (_, nth) => ({
      ...{ type: "track", event: "Order Completed", userId: `c${n}`, messageId: `c${n}-${nth}` },
      timestamp: new Date(now - 330 * day + (n * 3 + nth * (20 + (n % 7) * 5)) * (day / 2)).toISOString(),
      properties: { order_id: `c${n}-${nth}`, revenue: 20 + ((n * 7 + nth * 3) % 60), currency: "EUR" },
    })),
  ).flat();
}
