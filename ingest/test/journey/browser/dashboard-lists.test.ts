import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserNames, launch, newVisitor, type Visitor } from "./support/browsers.js";
import { accessibilityProblems, press, settled, textOf } from "./support/dashboard-page.js";
import { type Reading, sitDown } from "./support/dashboard-reading.js";
import { type JourneysStage, openJourneysStage, PASSWORDS } from "./support/journeys-stage.js";

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

/** Three who have not ordered for months; one of them said yes to e-mails. Two came by a campaign. */
const EVENTS = ["ann", "bob", "cem"].flatMap((userId, n) => [
  {
    ...{ type: "page", anonymousId: `${userId}-d`, messageId: `${userId}-p`, timestamp: ago(252) },
    context: {
      campaign: { name: "spring", source: n === 0 ? "newsletter" : "instagram" },
      page: { path: "/" },
    },
  },
  {
    type: "track",
    event: "Checkout Started",
    anonymousId: `${userId}-d`,
    messageId: `${userId}-s`,
    timestamp: ago(251.9),
  },
  {
    ...{
      type: "identify",
      userId,
      anonymousId: `${userId}-d`,
      messageId: `${userId}-i`,
      timestamp: ago(251),
    },
    traits: { email: `${userId}@shop.example`, ...(n === 0 ? { marketing_email: true } : {}) },
  },
  ...[250, 220].map((days) => ({
    ...{
      type: "track",
      event: "Order Completed",
      userId,
      messageId: `${userId}-${days}`,
      timestamp: ago(days),
    },
    properties: { order_id: `${userId}-${days}`, revenue: 10 + n, currency: "EUR" },
  })),
]);

let stage: JourneysStage;
let browser: Browser;
let visitor: Visitor;
let reading: Reading;
let page: Page;

describe.runIf(browserNames.includes("chromium"))("lists and marketing", () => {
  const open = (query: string) => page.goto(`${stage.collector.collector}/?${query}`);
  beforeAll(async () => {
    stage = await openJourneysStage();
    await stage.send(EVENTS);
    browser = await launch("chromium");
    visitor = await newVisitor(browser);
    reading = await sitDown(visitor, stage);
    ({ page } = reading);
    await open("lang=en");
    await reading.signIn(PASSWORDS.SAFAR_DASHBOARD_EDITOR_PASSWORD);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  it("show who can be reached, and become a journey with one button; one that was begun is not lost", async () => {
    await open("lang=en&range=12m&risk=reengagement");
    await settled(page, "risk");
    expect(await page.$$eval("#risk tbody tr", (rows) => rows.length)).toBe(3);
    expect(await page.$eval("#risk", (panel) => panel.textContent)).toContain("ann@shop.examplesaid yes");
    await press(page, "#risk input[name=reachable]");
    await page.waitForFunction(() => document.querySelectorAll("#risk tbody tr").length === 1);
    expect(await page.$eval("#risk tbody th", (cell) => cell.textContent)).toBe("ann");
    expect(new URL(page.url()).searchParams.get("reachable")).toBe("on");
    await press(page, "#risk [data-list]");
    await page.waitForSelector("textarea[name=definition]");
    const text = () => page.$eval("textarea.definition", (field) => (field as HTMLTextAreaElement).value);
    expect(JSON.parse(await text())).toMatchObject({ entry: { segment: "reengagement" } });
    await page.waitForSelector(".holds");
    await press(page, "#file summary");
    await press(page, "textarea.definition");
    await page.keyboard.down("Control");
    await page.keyboard.press("End");
    await page.keyboard.up("Control");
    await page.keyboard.type("  ");
    await open("lang=en&range=12m");
    await settled(page, "carts");
    await press(page, "#carts [data-list]");
    await page.waitForSelector("#carts .begun");
    await settled(page);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.$$eval("#carts .begun button", ([openIt]) => (openIt as HTMLElement).click());
    await page.waitForSelector("textarea[name=definition]");
    expect(await text()).toMatch(/reengagement[\s\S]*\n {2}$/);
  });

  it("shows where visitors come from, where the checkout ends, and that no message was sent yet", async () => {
    await open("lang=en&page=marketing&range=12m");
    await expect
      .poll(
        async () => {
          await page.reload();
          await settled(page, "acquisition", "checkout", "messages");
          return page.$$eval("#acquisition tbody tr", (rows) => rows.map((row) => row.textContent));
        },
        { timeout: 40_000, interval: 3_000 },
      )
      .toEqual([expect.stringMatching(/^instagram22100/), expect.stringMatching(/^newsletter11100/)]);
    expect(await textOf(page, "#conversion")).toContain("3 visitors, 3 customers, 100");
    expect(await textOf(page, "#checkout tbody")).toContain("Checkout begun33");
    expect(await textOf(page, "#messages")).toContain("No journey came to a message");
  });

  it.each([
    ["light", 1440, "en", "light"],
    ["dark and Persian", 768, "fa", "dark"],
    ["on a phone, Persian", 360, "fa", "light"],
  ])("has nothing that axe finds wrong: %s", async (_name, width, lang, scheme) => {
    await page.setViewport({ width, height: 844 });
    await page.evaluate((theme) => localStorage.setItem("safar-dashboard-theme", theme), scheme);
    for (const [query, panels] of [
      ["page=marketing", ["acquisition", "checkout", "messages"]],
      ["risk=reengagement", ["risk", "carts"]],
    ] as const) {
      await open(`lang=${lang}&range=12m&${query}`);
      await settled(page, ...panels);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
    }
    expect([...visitor.errors, ...reading.problems]).toEqual([]);
  });
});
