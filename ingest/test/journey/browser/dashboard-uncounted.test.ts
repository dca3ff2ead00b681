import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCollector, type TestCollector } from "../../collect/collector.js";
import { browserNames, launch, newVisitor } from "./support/browsers.js";
import { accessibilityProblems, tableOf, textOf } from "./support/dashboard-page.js";
import { PATIENCE_MS } from "./support/dashboard-reading.js";

const track = (event: string, order: string, properties: object) => ({
  type: "track",
  event,
  messageId: `${event} ${order}`,
  userId: "ann",
  timestamp: "2025-03-01T12:00:00Z",
  properties: { order_id: order, currency: "EUR", ...properties },
});
const NEAR = [track("Order Complete", "near", { revenue: 12.5 })];
const OTHERS = [
  track("Order Completed", "counted", { revenue: 5 }),
  track("Order Completed", "trial", { revenue: 7, test: true }),
  track("Order Completed", "unclear", { revenue: "1,234" }),
];

describe.runIf(browserNames.includes("chromium"))("what is stored and not counted, on the dashboard", () => {
  let collector: TestCollector;
  let browser: Browser;
  let page: Page;

  const send = async (batch: object[]) =>
    expect((await collector.post("/v1/batch", JSON.stringify({ batch }))).body.accepted).toBe(batch.length);
  const open = async (language: string, until = "2025-03-31") => {
    await page.goto(
      `${collector.collector}/?lang=${language}&source=shop&range=custom&from=2025-03-01&to=${until}`,
    );
    await page.waitForSelector("#uncounted, form");
  };

  beforeAll(async () => {
    collector = await startCollector();
    await send(NEAR);
    browser = await launch("chromium");
    page = await (await newVisitor(browser)).tab();
    page.setDefaultTimeout(PATIENCE_MS);
    await open("en");
    await page.type("input[name=secret]", collector.clickhousePassword);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".top");
  });
  afterAll(async () => {
    await browser?.close();
    await collector?.stop();
  });

  it("is shown under the first steps while no order is counted", async () => {
    await page.waitForSelector("#nothing-yet");
    expect(await tableOf(page, "uncounted")).toEqual([
      ["Unknown event name: Order Complete Did you mean Order Completed?", "1", "€12.50", "near"],
    ]);
  });

  it.each([
    ["en", ["Test", "Unknown event name", "Unreadable value"], "Stored and not counted"],
    ["fa", ["آزمایشی", "نام رویداد ناشناخته", "مبلغ ناخوانا"], "ذخیره‌شده و شمرده‌نشده"],
  ] as const)("is a table of reasons, orders, worth and examples: %s", async (language, reasons, title) => {
    await send(OTHERS);
    await open(language);
    const shown = await tableOf(page, "uncounted");
    expect(shown.map(([reason]) => reason!.split(":", 1)[0])).toEqual(reasons);
    expect(shown.map((cells) => cells.at(-1))).toEqual(["trial", "near", "unclear"]);
    expect(await textOf(page, "#uncounted h3")).toBe(title);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it.each([
    ["en", "More than 20 orders by one visitor in a day"],
    ["fa", "بیش از ۲۰ سفارش یک بازدیدکننده در یک روز"],
  ])("lists what a page told that is odd, by when it came: %s", async (language, kind) => {
    const made = Array.from({ length: 25 }, (_, n) => ({
      ...track("Order Completed", `made-up-${n}`, { revenue: 1 }),
      userId: "eve",
    }));
    await send(made);
    await open(language, new Date().toISOString().slice(0, 10));
    expect(await tableOf(page, "anomalies")).toEqual([
      [kind, "eve", language === "fa" ? "۲۵" : "25", expect.stringMatching("made-up-")],
    ]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
