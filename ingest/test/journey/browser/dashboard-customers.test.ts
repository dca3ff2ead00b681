import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserNames, launch, newVisitor, type Visitor } from "./support/browsers.js";
import { accessibilityProblems, press, settled, textOf as textIn } from "./support/dashboard-page.js";
import { type Reading, sitDown } from "./support/dashboard-reading.js";
import { CART, type JourneysStage, openJourneysStage, PASSWORDS } from "./support/journeys-stage.js";

const XSS = '<img src=x onerror="window.isBroken=1">';
const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const MANY = 60;

/** Ann, whom a page linked to a device, who ordered, left a cart and was reminded of it. */
const EVENTS = [
  ...Array.from({ length: MANY }, (_, n) => ({
    ...{ type: "page", messageId: `p${n}`, anonymousId: "device-1", timestamp: ago(200_000 + n) },
    ...{ name: `Page ${n}`, context: { page: { path: `/${XSS}` } } },
  })),
  {
    ...{ type: "identify", messageId: "i", userId: "ann", anonymousId: "device-1", timestamp: ago(120) },
    traits: { email: "ann@shop.example", phone: "0912 123 4567", name: `Ann ${XSS}`, marketing_email: true },
  },
  {
    ...{ type: "track", event: "Order Completed", messageId: "o", userId: "ann", timestamp: ago(150_000) },
    properties: { order_id: "order-1", revenue: 20, currency: "EUR" },
  },
  {
    ...{ type: "track", event: "Order Refunded", messageId: "r", userId: "ann", timestamp: ago(149_000) },
    properties: { order_id: "order-1", total: 5, currency: "EUR" },
  },
  {
    ...{ type: "track", event: "Product Added", messageId: "c", userId: "ann", timestamp: ago(90) },
    properties: { product_id: "p1", name: `Kettle ${XSS}` },
  },
];

let stage: JourneysStage;
beforeAll(async () => {
  stage = await openJourneysStage({ SAFAR_LOG_LEVEL: "trace" });
  await stage.publish({ ...CART, control: 0 });
  await stage.send(EVENTS);
  await stage.settled(1);
}, 180_000);
afterAll(() => stage.close());

describe.each(browserNames.filter((name) => name !== "webkit"))("a customer in %s", (name) => {
  let browser: Browser;
  let visitor: Visitor;
  let reading: Reading;
  let page: Page;
  const open = (query: string) => page.goto(`${stage.collector.collector}/?page=customers&${query}`);
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

  it("is found by a phone number and opened, by the keyboard alone", async () => {
    await open("lang=en");
    await page.waitForSelector("#customer-search input");
    await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "search");
    await page.keyboard.type("0912 123 4567");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".found a");
    expect(await textOf(".found")).toBe("ann by phone");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("ann");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#orders table");
    expect(new URL(page.url()).searchParams.get("customer")).toBe("ann");
    await open("lang=en");
    await page.waitForSelector("#customer-search input");
    await page.type("#customer-search input", "nobody at all");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() =>
      document.querySelector("#customer-search")?.textContent?.includes("Nobody is found"),
    );
  });

  it("is searched for by address, and no address or log line says so", async () => {
    for (const typed of ["Ann@Shop.example", "0912-123-4567"]) {
      await open("lang=en");
      await page.waitForSelector("#customer-search input");
      await page.type("#customer-search input", typed);
      await page.keyboard.press("Enter");
      await page.waitForSelector(".found a");
      expect(await page.$eval(".found a", (link) => (link as HTMLAnchorElement).search)).toMatch(
        /^\?(?=.*\bcustomer=ann\b)/,
      );
      await press(page, ".found a");
      await page.waitForSelector("#time-line .moment");
    }
    const asked = reading.requests.filter((request) => request.url().includes("customers_found"));
    expect(asked.map((request) => request.method())).toContain("POST");
    const told = reading.requests.flatMap((request) => [request.url(), request.headers().referer ?? ""]);
    const isTold = (text: string) => /ann(@|%40)shop|0912.?123.?4567/i.test(text);
    expect([...told, page.url()].filter(isTold)).toEqual([]);
    expect(stage.collector.stderr().split("\n").filter(isTold)).toEqual([]);
    expect(stage.collector.stderr()).toContain("/dashboard/ask/customers_found");
  });

  it("has a page with who they are, how they are reached, and what happened, and nothing of it becomes markup", async () => {
    await open("lang=en&customer=ann");
    expect(await textOf("h2")).toContain(`Ann ${XSS}`);
    expect(await textOf("#standing")).toMatch(/StageBought once.*Orders1.*Spent€20/);
    expect(await textOf("#reach")).toMatch(
      /ann@shop\.example.*said yes.*yes.*0912 123 4567.*said nothing.*no permission/,
    );
    expect(await textOf("#ids")).toMatch(/device-1.*said by a page/);
    expect(await textOf("#orders tbody")).toMatch(/order-1.*€20\.00€5\.00yes/);
    const kinds = await page.$$eval("#time-line .moment", (lines) =>
      lines.map((line) => [(line as HTMLElement).dataset.kind, line.textContent]),
    );
    expect(kinds.map(([kind]) => kind)).toEqual(
      expect.arrayContaining(["entered", "message", "order", "refund", "event"]),
    );
    expect(kinds.find(([kind]) => kind === "message")![1]).toMatch(/Message of .cart.: sent · E-mail/);
    expect(kinds.find(([kind]) => kind === "entered")![1]).toMatch(
      /Came into the journey .cart.Product Added|Came into the journey .cart./,
    );
    const before = kinds.length;
    await page.$$eval("#time-line button", ([button]) => (button as HTMLElement).click());
    await page.waitForFunction(
      (count) => document.querySelectorAll("#time-line .moment").length > count,
      {},
      before,
    );
    const [stored] = await stage.collector.rows<{ n: string }>(
      `SELECT toString((SELECT uniq(message_id) FROM safar.event_rows WHERE user_id = 'ann' OR anonymous_id = 'device-1')
         + (SELECT count() FROM safar.journey_rows FINAL WHERE customer_id = 'ann')) AS n`,
    );
    expect(await page.$$eval("#time-line .moment", (lines) => lines.length)).toBe(Number(stored!.n));
    expect(await page.evaluate(() => "isBroken" in window)).toBe(false);
    expect(await page.$$eval("main img", (images) => images.length)).toBe(0);
    expect(await page.$("#data")).toBeNull();
  });

  it("of an id that is another one's leads on, and of one that is nobody's says so", async () => {
    await open("lang=en&customer=device-1&guest=on");
    await page.waitForSelector("#reach");
    expect(await textOf("header.journey-head")).toMatch(/Figures call this customer .ann./);
    await open("lang=en&customer=device-1");
    await page.waitForSelector("main .found a");
    expect(await textOf("main")).toContain("Nothing is stored under this id.");
    expect(await textOf("main .found")).toContain("device-1");
  });

  it("is reached from the lists by their name", async () => {
    await page.goto(`${stage.collector.collector}/?lang=en`);
    await settled(page, "live-events");
    await press(page, "#live-events tbody a");
    await page.waitForSelector("#time-line .moment");
    expect(await page.$eval('[aria-current="page"]', (link) => link.textContent)).toBe("Customers");
  });

  it.each([
    ["light", 1440, "en", "light"],
    ["dark and Persian", 1440, "fa", "dark"],
    ["on a phone, Persian", 360, "fa", "light"],
    ["on a tablet, dark", 768, "en", "dark"],
  ])("has nothing that axe finds wrong: %s", async (_name, width, lang, scheme) => {
    await page.setViewport({ width, height: 844 });
    await page.evaluate((theme) => localStorage.setItem("safar-dashboard-theme", theme), scheme);
    for (const [query, selector] of [
      ["", "#customer-search"],
      ["&customer=ann", "#time-line .moment"],
    ] as const) {
      await open(`lang=${lang}${query}`);
      await page.waitForSelector(selector);
      await settled(page);
      expect(await accessibilityProblems(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, "nothing is wider than the page").toBeLessThanOrEqual(0);
    }
    expect([...visitor.errors, ...reading.problems]).toEqual([]);
  });
});

/** Lets the slow parts of a customer's page wait until `release` is called in the page. */
function holdParts(): void {
  const ask = globalThis.fetch;
  const released = new Promise<void>((release) => Object.assign(globalThis, { release }));
  globalThis.fetch = async (address, options) => {
    if (/ask\/customer_/.test(String(address))) await released;
    return await ask(address, options);
  };
}

describe.runIf(browserNames.includes("chromium"))("the operator", () => {
  it("finds the buttons where they were when the rest of the page arrives", async () => {
    const browser = await launch("chromium");
    try {
      const reading = await sitDown(await newVisitor(browser), stage);
      const { page } = reading;
      await page.evaluateOnNewDocument(holdParts);
      await page.goto(`${stage.collector.collector}/?page=customers&lang=en&customer=ann`);
      await reading.signIn(PASSWORDS.SAFAR_DASHBOARD_OPERATOR_PASSWORD);
      await press(page, "#data summary");
      const button = (await page.waitForSelector("#forget"))!;
      const before = await button.boundingBox();
      await button.focus();
      expect(await page.$(".moment")).toBeNull();
      await page.evaluate(() => (globalThis as unknown as { release(): void }).release());
      await page.waitForSelector("#time-line .moment");
      await page.waitForSelector("#orders table");
      await page.waitForSelector("#standing .facts");
      expect(await button.boundingBox()).toEqual(before);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("forget");
    } finally {
      await browser.close();
    }
  });

  it("exports and forgets a customer: sees the links, chooses, types the id again, and gets the receipt", async () => {
    const browser = await launch("chromium");
    try {
      const reading = await sitDown(await newVisitor(browser), stage);
      const { page } = reading;
      await page.goto(`${stage.collector.collector}/?page=customers&lang=en&customer=ann`);
      await reading.signIn(PASSWORDS.SAFAR_DASHBOARD_OPERATOR_PASSWORD);
      await press(page, "#data summary");
      await press(page, "#export");
      await press(page, ".links-choice [data-links=trusted]");
      await page.waitForFunction(() =>
        document.querySelector("#data")?.textContent?.includes("The file is saved."),
      );
      await press(page, "#forget");
      await page.waitForSelector("#confirm");
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("forget");
      expect(await page.$eval("#confirm", (part) => part.textContent)).toMatch(
        /rows are stored, under 2 ids.*said by a page/s,
      );
      expect(await accessibilityProblems(page)).toEqual([]);
      await press(page, "#confirm [data-links=all]");
      await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "confirm");
      expect(await page.$eval("#confirm .danger", (button) => (button as HTMLButtonElement).disabled)).toBe(
        true,
      );
      await page.keyboard.type("ann");
      await page.waitForSelector("#confirm .danger:not([disabled])");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#receipt");
      expect(await page.$eval("#receipt", (part) => part.textContent)).toMatch(
        /Erased: \d+ rows\. Receipt .[0-9a-f-]{36}/,
      );
      expect(
        await stage.collector.rows(
          "SELECT 1 FROM safar.event_rows WHERE user_id = 'ann' OR anonymous_id = 'device-1'",
        ),
      ).toEqual([]);
      expect(reading.problems).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
