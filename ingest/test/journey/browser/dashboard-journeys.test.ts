import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserNames, launch, newVisitor, type Visitor } from "./support/browsers.js";
import { accessibilityProblems, press, settled, textOf as textIn } from "./support/dashboard-page.js";
import { type Reading, sitDown } from "./support/dashboard-reading.js";
import { CART, cartEvents, type JourneysStage, openJourneysStage, PEOPLE } from "./support/journeys-stage.js";

const EVERYBODY = PEOPLE.past + PEOPLE.now;

let stage: JourneysStage;
beforeAll(async () => {
  stage = await openJourneysStage();
});
afterAll(() => stage.close());

describe.each(browserNames.filter((name) => name !== "webkit"))("journeys on the page in %s", (name) => {
  let browser: Browser;
  let visitor: Visitor;
  let reading: Reading;
  let page: Page;
  const open = (query: string) => page.goto(`${stage.collector.collector}/?page=journeys&${query}`);
  const textOf = (selector: string) => textIn(page, selector);

  beforeAll(async () => {
    browser = await launch(name);
    visitor = await newVisitor(browser);
    reading = await sitDown(visitor, stage);
    ({ page } = reading);
    await open("lang=en");
    await reading.signIn();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it("says what to do where none is published", async () => {
    if (name !== browserNames[0]) return;
    await page.waitForSelector("#no-journeys");
    expect(await textOf("#no-journeys h2")).toBe("No journey is published yet.");
    expect(await textOf("#no-journeys")).toContain("journeys publish");
    expect(await accessibilityProblems(page)).toEqual([]);
    await stage.publish(CART);
    await stage.publish({ ...CART, name: "idle", title: undefined, entry: { event: "Never" } });
    await stage.send(cartEvents());
    await stage.settled(EVERYBODY);
  });

  it("lists them with the figures of the views, and opens one by a click, without loading the page anew", async () => {
    await open("lang=en");
    await page.waitForSelector("#journeys .lift");
    const rows = await page.$$eval("#journeys tbody tr", (lines) =>
      lines.map((line) => [...line.children].map((cell) => cell.textContent ?? "")),
    );
    const [told] = await stage.collector.rows<{ sent: string; waiting: string; goals: string }>(
      `SELECT toString(countIf(record = 'message' AND status = 'sent')) AS sent,
         toString(countIf(record = 'run' AND status = 'waiting')) AS waiting,
         toString(countIf(record = 'run' AND goal_at IS NOT NULL)) AS goals
       FROM safar.journey_rows FINAL WHERE journey_id = 'cart'`,
    );
    expect(rows[0]!.slice(1, 5)).toEqual(["On", String(EVERYBODY), told!.waiting, told!.sent]);
    expect(rows[0]![5]).toMatch(new RegExp(`^${told!.goals} \\(`));
    const [lift] = await stage.collector.rows<{ verdict: string }>(
      "SELECT verdict FROM safar.journey_lift(source = 'shop', since = '', until = '', time_zone = 'UTC', goal_days = '30', currency = '') WHERE journey = 'cart'",
    );
    expect(lift!.verdict).toBe("not yet knowable");
    expect(rows[0]![6]).toMatch(/^not yet knowable.*points/);
    expect(rows[1]!.slice(0, 5)).toEqual(["idle", "On", "0", "0", "0"]);
    expect(rows[1]![6]).toBe("not yet knowable");

    await page.evaluate(() => Object.assign(window, { isSame: true }));
    await press(page, "#journeys tbody tr:first-child a");
    await page.waitForSelector("#flow .flow");
    expect(await page.evaluate(() => "isSame" in window)).toBe(true);
    expect(new URL(page.url()).searchParams.get("journey")).toBe("cart");
    await page.goBack();
    await page.waitForSelector("#journeys");
  });

  it("draws a journey from top to bottom, with who waits where and why others left", async () => {
    await open("lang=en&journey=cart");
    await page.waitForSelector("#lift table");
    const drawn = await page.$$eval(".flow [data-node]", (boxes) =>
      boxes.map((box) => [(box as HTMLElement).dataset.node ?? "", box.getBoundingClientRect().top] as const),
    );
    expect(drawn.map(([node]) => node)).toEqual([
      ...["", "hour", "remind", "loyal", "lot", "offer", "day", "order", "last", "end"],
    ]);
    expect(drawn.map(([, top]) => top)).toEqual(drawn.map(([, top]) => top).toSorted((a, b) => a - b));
    const funnel = await stage.collector.rows<Record<string, string>>(
      `SELECT node, toString(came) AS came, toString(waiting) AS waiting, toString(left_by_goal) AS goal
       FROM safar.journey_funnel(source = 'shop', since = '', until = '', time_zone = 'UTC') WHERE journey = 'cart'`,
    );
    const hour = funnel.find(({ node }) => node === "hour")!;
    const shown = await textOf('[data-node="hour"]');
    expect(Number(hour.goal)).toBeGreaterThan(0);
    for (const fact of [
      `${hour.waiting} wait here`,
      `${hour.came} came here`,
      `${hour.goal} reached the goal here and left`,
    ])
      expect(shown).toContain(fact);
    expect(await textOf('[data-node="remind"]')).toMatch(/\d+ sent.*not sent: no permission/);
    expect(await textOf("#lift")).toContain("came in less than 30 days ago");
    await page.$eval('[data-node="remind"] summary', (summary) => (summary as HTMLElement).click());
    expect(await textOf('[data-node="remind"] .text[lang=en]')).toContain("We kept it for you.");
  });

  it("says so where there is no journey of the name", async () => {
    await open("lang=en&journey=gone");
    await page.waitForFunction(() =>
      document.querySelector("#content")?.textContent?.includes("No journey of this name"),
    );
  });

  it.each([
    ["light", 1440, "en", "light"],
    ["dark and Persian", 1440, "fa", "dark"],
    ["on a phone, Persian", 360, "fa", "light"],
    ["on a phone, dark", 360, "en", "dark"],
  ])("has nothing that axe finds wrong: %s", async (_name, width, lang, scheme) => {
    await page.setViewport({ width, height: 844 });
    // Firefox's driver has no media to choose; there the page's own choice is taken.
    await page.evaluate((theme) => localStorage.setItem("safar-dashboard-theme", theme), scheme);
    for (const [query, selector] of [
      ["", "#journeys .lift"],
      ["&journey=cart", "#lift table"],
    ] as const) {
      await open(`lang=${lang}${query}`);
      await page.waitForSelector(selector);
      await settled(page);
      expect(await page.evaluate(() => document.documentElement.dir)).toBe(lang === "fa" ? "rtl" : "ltr");
      expect(await accessibilityProblems(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, "nothing is wider than the page").toBeLessThanOrEqual(0);
    }
    expect([...visitor.errors, ...reading.problems]).toEqual([]);
  });
});
