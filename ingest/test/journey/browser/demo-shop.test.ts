import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ServeProcess, startServe } from "../serve-process.js";
import { browserNames, expose, launch, newVisitor, type Visitor } from "./support/browsers.js";

let folder: string;
let collector: ServeProcess;

/** How long an event may take to its row, here where tests share the processor. */
const ARRIVAL = { timeout: 15_000, interval: 100 };

/** An event as the panel shows it. */
interface Shown {
  readonly messageId: string;
  readonly name: string;
  readonly state: string;
}

/** The panel's events, the oldest first. */
const shown = (page: Page): Promise<Shown[]> =>
  page.$$eval(".event", (items) =>
    items.reverse().map((item) => ({
      messageId: item.getAttribute("data-message-id") ?? "",
      name: item.querySelector(".event-name")?.textContent ?? "",
      state: item.querySelector(".event-state")?.textContent ?? "",
    })),
  );

/** Clicks by script, as a visitor's click may land on a picture that is still being laid out. */
async function click(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector);
  await page.$eval(selector, (element) => (element as HTMLElement).click());
}

/** Clicks the one button of these that says so, once it is there. */
const clickOn = (page: Page, selector: string, says: string) =>
  page.waitForFunction(
    (buttons, text) => {
      const button = [...document.querySelectorAll<HTMLElement>(buttons)].find((each) =>
        each.textContent?.includes(text),
      );
      button?.click();
      return button !== undefined;
    },
    {},
    selector,
    says,
  );

const tile = (page: Page, name: string) =>
  page.$$eval(
    ".tile",
    (tiles, wanted) =>
      tiles.find((each) => each.querySelector("dt")?.textContent === wanted)?.querySelector(".tile-value")
        ?.textContent,
    name,
  );

/** Waits until every event that the panel shows is a row, and gives them. */
async function allArrived(page: Page): Promise<Shown[]> {
  await expect
    .poll(async () => {
      const events = await shown(page);
      return events.length > 0 && events.filter(({ state }) => !state.startsWith("row after"));
    }, ARRIVAL)
    .toEqual([]);
  return shown(page);
}

const rowsOf = (messageIds: readonly string[]) =>
  collector.rows<{
    source_id: string;
    message_id: string;
    event: string;
    type: string;
    user_id: string;
    traits: string;
    original_timestamp: string;
    received_at: string;
  }>(
    `SELECT * FROM events WHERE message_id IN (${messageIds.map((id) => `'${id}'`).join()}) ORDER BY timestamp`,
  );

describe.each(browserNames)("the demo shop in %s", (name) => {
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  const violations: string[] = [];

  // A collector for each browser: the figures are those of its own visitors.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "safar-demo-shop-"));
    collector = await startServe(folder);
    browser = await launch(name);
  });
  afterAll(async () => {
    await browser.close();
    expect(await collector.end("SIGTERM")).toBe(0);
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    violations.length = 0;
    visitor = await newVisitor(browser);
    page = await visitor.tab();
    await expose(page, "tellOfViolation", (text: string) => violations.push(text));
    await page.evaluateOnNewDocument(() => {
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        (window as never as { tellOfViolation(text: string): void }).tellOfViolation(
          `${violatedDirective} ${blockedURI}`,
        ),
      );
    });
    await page.goto(`${collector.collector}/demo`);
  });
  afterEach(async () => {
    expect(visitor.errors).toEqual([]);
    expect(violations).toEqual([]);
    await visitor.leave();
  });

  async function buy(product: string, email: string): Promise<void> {
    await click(page, `.card a[href='/demo/products/${product}']`);
    await click(page, ".buy button");
    await click(page, ".cart");
    await click(page, "a[href='/demo/checkout']");
    await page.waitForSelector("#email");
    await page.type("#name", "Laleh");
    await page.type("#email", email);
    for (const heading of ["Where to?", "How will you pay?", "Thank you, Laleh"]) {
      await click(page, "form.checkout button[type=submit]");
      await page.waitForFunction((text) => document.querySelector("h1")?.textContent === text, {}, heading);
    }
  }

  it("sells a teapot: every step is a row, and the figures move", async () => {
    const email = `laleh.${name}@example.com`;
    await buy("meybod-teapot", email);
    const events = await allArrived(page);
    const calls = events.map((event) => event.name).filter((call) => !call.startsWith("page"));
    // Sorted: the browser hashes the e-mail beside the page's work, so "identify" is made a moment later.
    expect(calls.sort()).toEqual([
      "Cart Viewed",
      "Checkout Started",
      "Checkout Step Completed",
      "Checkout Step Completed",
      "Checkout Step Completed",
      "Checkout Step Viewed",
      "Checkout Step Viewed",
      "Checkout Step Viewed",
      "Order Completed",
      "Payment Info Entered",
      "Product Added",
      "Product List Viewed",
      "Product Viewed",
      "identify",
    ]);
    expect(events.filter((event) => event.name.startsWith("page")).length).toBeGreaterThanOrEqual(5);

    const rows = await rowsOf(events.map(({ messageId }) => messageId));
    expect(rows).toHaveLength(events.length);
    expect(new Set(rows.map(({ source_id }) => source_id))).toEqual(new Set(["demo-shop"]));
    const known = rows.find(({ type }) => type === "identify");
    expect(known?.traits).toMatch(/"email":"[0-9a-f]{64}"/);
    expect(rows.every((row) => !JSON.stringify(row).includes(email))).toBe(true);

    await expect.poll(() => tile(page, "Average order value"), ARRIVAL).toBe("€64.00");
    // The tiles move one after the other.
    const customers = 1;
    await expect.poll(() => tile(page, "Customers"), ARRIVAL).toBe(String(customers));
    await page.reload();
    const orders = async () => (await allArrived(page)).filter((event) => event.name === "Order Completed");
    await expect.poll(async () => (await orders()).length, ARRIVAL).toBe(2);
    const again = await orders();
    expect(await rowsOf(again.map(({ messageId }) => messageId))).toHaveLength(2);
    await expect.poll(() => tile(page, "Customers"), ARRIVAL).toBe(String(customers));
    await expect.poll(() => tile(page, "Average order value"), ARRIVAL).toBe("€64.00");
    await click(page, ".invitation button");
    await expect.poll(() => tile(page, "Customers"), ARRIVAL).toBe(String(customers + 50));

    await clickOn(page, ".event button", "Order Completed");
    await page.waitForFunction(() =>
      document.querySelector(".row-table")?.textContent?.includes("order_value"),
    );
    await click(page, ".row-dialog button");

    await clickOn(page, ".actions button", "Cancel this order");
    await expect.poll(() => tile(page, "Customers"), ARRIVAL).toBe(String(customers + 49));
  });

  it("offline, an event waits through a reload; online again it arrives once, with its true time", async () => {
    await allArrived(page);
    await click(page, ".line-offline input");
    const before = Date.now();
    await click(page, ".card a[href='/demo/products/bam-dates']");
    await expect
      .poll(async () => (await findShown(page, "Product Viewed"))?.state, ARRIVAL)
      .toBe("waits in this browser");
    const made = Date.now();
    const viewed = await findShown(page, "Product Viewed");
    await page.reload();
    await sleep(1_500);
    expect(await rowsOf([viewed!.messageId])).toEqual([]);
    await expect
      .poll(
        async () => (await shown(page)).find(({ messageId }) => messageId === viewed!.messageId)?.state,
        ARRIVAL,
      )
      .toBe("waits in this browser");

    const reconnected = Date.now();
    await click(page, ".line-online input");
    await allArrived(page);
    const rows = await rowsOf([viewed!.messageId]);
    expect(rows).toHaveLength(1);
    expect(Date.parse(rows[0]!.original_timestamp)).toBeGreaterThanOrEqual(before - 1);
    expect(Date.parse(rows[0]!.original_timestamp)).toBeLessThanOrEqual(made);
    expect(Date.parse(`${rows[0]!.received_at}Z`)).toBeGreaterThanOrEqual(reconnected - 1);
  });

  it("on a line that loses answers, events are sent again and are still one row each", async () => {
    await allArrived(page);
    await click(page, ".line-flaky input");
    for (const product of ["rose-garden", "borage-night"]) {
      await click(page, "a[href='/demo/collections/tea']");
      await click(page, `.card a[href='/demo/products/${product}']`);
    }
    const events = await allArrived(page);
    const ids = events.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await rowsOf(ids)).toHaveLength(ids.length);
    const repeated = await page.$$eval(
      ".way",
      (ways) => ways.filter((way) => /sent ×\d/.test(way.textContent ?? "")).length,
    );
    expect(repeated).toBeGreaterThan(0);
  });
});

const findShown = async (page: Page, name: string) =>
  (await shown(page)).find((event) => event.name === name);
