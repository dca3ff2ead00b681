import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "csv-parse/sync";
import type { Browser, HTTPRequest, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createFormat } from "../../../dashboard/src/format.js";
import { ledgerFigures } from "../../../src/demo/ledger/figures.js";
import { type ExpectedPeriod, MISSING, ORDERS } from "../online-retail.js";
import { browserNames, launch, newVisitor, type Visitor } from "./support/browsers.js";
import { accessibilityProblems, choose, pixelsOf, settled, tableOf, tile } from "./support/dashboard-page.js";
import {
  type DashboardStage,
  HALF_YEAR,
  openDashboardStage,
  SHOP_ZONE,
  trackNow,
} from "./support/dashboard-stage.js";

if (MISSING && process.env.CI) throw new Error(MISSING);
if (MISSING) console.warn(`The figures of a real shop are not compared: ${MISSING}`);

const RANGE = `source=shop&range=custom&from=${HALF_YEAR.start}&to=${HALF_YEAR.lastDay}`;
const ASKED = { source: "shop", since: HALF_YEAR.start, until: HALF_YEAR.until, time_zone: SHOP_ZONE };
const MONTHLY = { ...ASKED, period: "month" };

const english = createFormat("en", "gregorian");

/** How long a part of the page may take where tests share the processor. */
const PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: 3 * PATIENCE_MS, hookTimeout: 3 * PATIENCE_MS });

let stage: DashboardStage;
beforeAll(async () => {
  stage = await openDashboardStage();
}, 3 * PATIENCE_MS);
afterAll(() => stage.close());

/** Someone at the dashboard; what goes wrong in the page, and where it asks, is written down. */
interface Reading {
  readonly page: Page;
  readonly requests: HTTPRequest[];
  readonly problems: string[];
  open(query: string): Promise<void>;
  signIn(): Promise<void>;
}

async function sitDown(visitor: Visitor): Promise<Reading> {
  const page = await visitor.tab();
  page.setDefaultTimeout(PATIENCE_MS);
  const requests: HTTPRequest[] = [];
  const problems: string[] = [];
  page.on("request", (request) => void requests.push(request));
  await page.exposeFunction("tellOfViolation", (text: string) => problems.push(text));
  await page.evaluateOnNewDocument(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      (window as never as { tellOfViolation(text: string): void }).tellOfViolation(
        `${violatedDirective} ${blockedURI}`,
      ),
    );
  });
  return {
    page,
    requests,
    problems,
    async open(query) {
      await page.goto(`${stage.collector.collector}/?lang=en&${query}`);
      await page.waitForSelector("#tiles, #nothing-yet, form");
    },
    async signIn() {
      await page.waitForSelector("input[name=secret]");
      await page.type("input[name=secret]", stage.collector.clickhousePassword);
      await page.keyboard.press("Enter");
      await page.waitForSelector(".top");
    },
  };
}

describe.runIf(browserNames.includes("chromium"))("the dashboard", () => {
  let browser: Browser;
  let visitor: Visitor;
  let reading: Reading;
  let page: Page;

  beforeAll(async () => {
    browser = await launch("chromium");
    visitor = await newVisitor(browser);
    reading = await sitDown(visitor);
    page = reading.page;
    await page.setViewport({ width: 1280, height: 900 });
    await reading.open(RANGE);
    await reading.signIn();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    await reading.open(RANGE);
    await settled(page);
  });
  afterEach(() => {
    expect(visitor.errors).toEqual([]);
    expect(reading.problems).toEqual([]);
    const elsewhere = reading.requests
      .map((request) => request.url())
      .filter((url) => /^(http|ws)/.test(url) && new URL(url).origin !== stage.collector.collector);
    expect(elsewhere).toEqual([]);
  });

  describe("shows the figures of the shop's books", () => {
    it("in its tiles", async () => {
      const { orders } = stage.ledger;
      const figures = ledgerFigures(orders.call(stage.ledger), {
        source: "shop",
        since: HALF_YEAR.start,
        until: HALF_YEAR.until,
        timeZone: SHOP_ZONE,
        period: "month",
      });
      const euros = figures.averageOrderValue.find(({ currency }) => currency === "EUR")!;
      const worth = figures.customerValue.find(({ currency }) => currency === "EUR")!;
      const lastMonth = figures.retention.at(-1)!;
      const told: Record<string, string> = {
        revenue: english.shortMoney(euros.revenue, "EUR"),
        orders: english.count(euros.orders),
        customers: english.count(figures.repeatCustomerRate.customers),
        repeat: english.percent(figures.repeatCustomerRate.repeatCustomerRate),
        frequency: english.decimal(figures.purchaseFrequency.purchaseFrequency, 2),
        aov: english.shortMoney(euros.averageOrderValue, "EUR"),
        value: english.shortMoney(worth.customerValue, "EUR"),
        retention: english.percent(lastMonth.retentionRate),
      };
      await choose(page, "period", "month");
      await settled(page);
      await page.waitForFunction(
        () => document.querySelector("#tile-retention .tile-value")?.textContent !== "–",
      );
      for (const [name, value] of Object.entries(told)) expect(await tile(page, name), name).toBe(value);
      expect(told.revenue).toMatch(/^€[1-9]/);
    });
  });

  describe.skipIf(MISSING)("shows the figures of a real shop, computed independently", () => {
    const expected = MISSING
      ? undefined
      : (JSON.parse(readFileSync(join(dirname(ORDERS), "expected.json"), "utf8")) as {
          kpis: { month: ExpectedPeriod[] };
          extra: {
            OR_lifecycle_month: Record<
              string,
              { new: number; returning: number; resurrecting: number; dormant: number }
            >;
          };
        });
    beforeEach(async () => {
      await reading.open("source=retail&range=custom&from=2010-12-01&to=2011-12-31&period=month");
      await settled(page);
    });

    it("in its tiles", async () => {
      const told = {
        revenue: "£8,911,408",
        orders: "18,532",
        customers: "4,338",
        repeat: "65.6%",
        frequency: "4.27",
        aov: "£480.87",
        value: "£2,054.27",
      };
      for (const [name, value] of Object.entries(told)) expect(await tile(page, name), name).toBe(value);
    });

    it("month by month", async () => {
      const months = expected!.kpis.month;
      expect((await tableOf(page, "revenue")).map(([, revenue, orders]) => [revenue, orders])).toEqual(
        months.map(({ revenue_minor, orders }) => [
          english.money((revenue_minor / 1000).toFixed(3), "GBP"),
          english.count(orders),
        ]),
      );
      expect((await tableOf(page, "customers-over-time")).map((cells) => cells.slice(1))).toEqual(
        months.map(({ active_end_E, new_N, returning }) =>
          [active_end_E, new_N, returning].map(english.count),
        ),
      );
      expect((await tableOf(page, "retention")).map(([, rate]) => rate)).toEqual(
        months.map(({ crr_matched_pct }) => english.percent(crr_matched_pct, 2)),
      );
      expect((await tableOf(page, "lifecycle")).map((cells) => cells.slice(1))).toEqual(
        Object.values(expected!.extra.OR_lifecycle_month).map((month) =>
          [month.returning, month.resurrecting, month.new, month.dormant].map(english.count),
        ),
      );
    });
  });

  describe("shows what the views say", () => {
    it("in the cohorts' heat map, its strongest shade where most came back", async () => {
      const { rows } = await stage.reader.ask("cohorts", { ...MONTHLY, currency: "EUR" });
      const shown = await tableOf(page, "cohorts");
      const starts = [...new Set(rows.map((row) => row.cohort_start))];
      expect(shown).toEqual(
        starts.map((start) => {
          const own = rows.filter((row) => row.cohort_start === start);
          return [
            english.period(String(start), "month"),
            english.count(own[0]?.customers as number),
            ...own.map((row) => english.percent(row.retention_rate as number, 0)),
          ];
        }),
      );
      const later = rows.filter(({ period_index: index }) => Number(index) > 0);
      const most = Math.max(...later.map(({ retention_rate: rate }) => Number(rate)));
      const darkest = await page.$$eval("#cohorts .shade-9", (cells) =>
        cells.map((cell) => cell.textContent),
      );
      expect(darkest).toContain(english.percent(most, 0));
      await page.select("#cohorts select[id]:not([name])", "quarter");
      await page.waitForFunction(() => location.search.includes("cohort=quarter"));
      expect(await tableOf(page, "cohorts")).toHaveLength(2);
    });

    it("in the RFM grid and its eleven groups, and lists the customers of the chosen one", async () => {
      const { rows } = await stage.reader.ask("rfm_cells", { ...ASKED, currency: "EUR" });
      await settled(page, "rfm");
      const cells = await page.$$eval("#rfm .rfm-grid td.heat-cell b", (found) =>
        found.map((cell) => cell.textContent),
      );
      expect(cells).toHaveLength(25);
      const customers = (r: number, fm: number) =>
        english.count(
          (rows.find((row) => row.r_score === r && row.fm_score === fm)?.customers as number) ?? 0,
        );
      expect(cells).toEqual([5, 4, 3, 2, 1].flatMap((fm) => [1, 2, 3, 4, 5].map((r) => customers(r, fm))));
      const groups = await page.$$eval("#rfm .group", (found) =>
        found.map((group) => group.getAttribute("data-group") ?? ""),
      );
      expect(new Set(groups).size).toBe(11);
      const group = String(rows.toSorted((a, b) => Number(b.customers) - Number(a.customers))[0]?.segment);
      await page.click(`[data-group=${group}]`);
      const listed = await tableOf(page, "group");
      const asked = await stage.reader.ask("rfm", { ...ASKED, currency: "EUR", segment: group, rows: 25 });
      expect(listed.map(([, scores]) => scores)).toEqual(
        asked.rows.map(({ r_score, f_score, m_score }) => `${r_score} ${f_score} ${m_score}`),
      );
      expect(new URL(page.url()).searchParams.get("group")).toBe(group);
    });

    it("in the funnel, by sessions, by customers, and split by device", async () => {
      const asked = { ...ASKED, within_hours: "24" };
      const sessions = await stage.reader.ask("funnel", { ...asked, unit: "session", segment_by: "" });
      const told = (rows: typeof sessions.rows) =>
        rows.map((row) => [
          english.count(row.entered as number),
          english.percent(row.share_of_first as number),
          english.percent(row.share_of_previous as number),
        ]);
      expect(sessions.rows).toHaveLength(4);
      await settled(page, "funnel");
      const widths = await page.$$eval("#funnel .funnel-bar", (bars) =>
        bars.map(
          (bar) =>
            (bar as HTMLElement).getBoundingClientRect().width /
            bar.parentElement!.getBoundingClientRect().width,
        ),
      );
      for (const [step, { share_of_first: share }] of sessions.rows.entries())
        expect(widths[step]).toBeCloseTo(Number(share) / 100, 1);
      expect((await tableOf(page, "funnel")).map((cells) => cells.slice(1))).toEqual(told(sessions.rows));
      const [unit, split] = await page.$$("#funnel select");
      await unit!.select("customer");
      await page.waitForFunction(() => location.search.includes("unit=customer"));
      const customers = await stage.reader.ask("funnel", { ...asked, unit: "customer", segment_by: "" });
      expect((await tableOf(page, "funnel")).map((cells) => cells.slice(1))).toEqual(told(customers.rows));
      await split!.select("device");
      await page.waitForFunction(() => location.search.includes("segment=device"));
      await settled(page, "funnel");
      const devices = await stage.reader.ask("funnel", { ...asked, unit: "customer", segment_by: "device" });
      expect((await tableOf(page, "funnel")).map((cells) => cells.slice(2))).toEqual(told(devices.rows));
    });

    it("in the carts left behind: whose, what is in them, and how many are abandoned", async () => {
      const { rows } = await stage.reader.ask("carts", { ...ASKED, window_hours: "24", rows: 25 });
      expect(rows.length).toBeGreaterThan(3);
      const shown = await tableOf(page, "carts");
      expect(shown.map((cells) => [cells[3], cells.at(-1)])).toEqual(
        rows.map(({ pieces, value, currency }) => [
          english.count(pieces as number),
          english.money(String(value), String(currency)),
        ]),
      );
      const [first] = JSON.parse(String(rows[0]?.products)) as { name: string; product_id: string }[];
      expect(shown[0]?.[4]).toContain(first?.name || first?.product_id);
      const rate = (await stage.reader.ask("cart_rate", ASKED)).rows.find(
        ({ window_hours: hours }) => hours === 24,
      );
      await page.waitForSelector("#cart-rate");
      expect(await page.$eval("#cart-rate", (element) => element.textContent)).toContain(
        english.percent(rate?.abandonment_rate as number),
      );
    });

    it("in the customers to win back, those worth most first", async () => {
      const { rows } = await stage.reader.ask("at_risk", {
        source: "shop",
        until: HALF_YEAR.until,
        time_zone: SHOP_ZONE,
        currency: "EUR",
        rows: 25,
      });
      expect(rows.length).toBeGreaterThan(3);
      const shown = await tableOf(page, "risk");
      expect(shown.map((cells) => [cells[2], cells.at(-1)])).toEqual(
        rows.map(({ orders, revenue }) => [
          english.count(orders as number),
          english.money(String(revenue), "EUR"),
        ]),
      );
      const [first] = shown;
      expect(first?.[0]).toContain(String(rows[0]?.name || rows[0]?.customer_id));
    });
  });

  it.each([
    // the panel, its colours, and the columns of its table that the picture shows
    ["revenue", ["--teal"], [1]],
    ["customers-over-time", ["--teal", "--saffron"], [2, 3]],
    ["lifecycle", ["--teal", "--violet", "--saffron", "--rose"], [1, 2, 3, 4]],
  ])("draws %s, and reads it out by the arrow keys", async (panel, colours, columns) => {
    await choose(page, "period", "month");
    await settled(page, panel);
    for (const name of colours) expect(await pixelsOf(page, panel, name), name).toBeGreaterThan(100);
    await page.focus(`#${panel} .plot`);
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    const told = await page.$eval(`#${panel} .legend`, (legend) => legend.textContent);
    const last = (await tableOf(page, panel)).at(-2)!;
    expect(told).toContain(last[0]);
    for (const column of columns) expect(told).toContain(last[column]);
  });

  describe("by its controls", () => {
    const value = (name: string) =>
      page.$eval(`[name=${name}]`, (element) => (element as HTMLInputElement).value);
    const query = () => new URL(page.url()).searchParams;

    it("shows another range; back and forward go between views, and a shared address is the same view", async () => {
      const all = await tile(page, "orders");
      await choose(page, "range", "all");
      await page.waitForFunction(
        (before) => document.querySelector("#tile-orders .tile-value")?.textContent !== before,
        {},
        "–",
      );
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
      await page.$eval("[name=from-year]", (element) => {
        (element as HTMLInputElement).value = "1404";
        element.dispatchEvent(new Event("change", { bubbles: true }));
      });
      await page.click(".custom-range button");
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
      expect(await pixelsOf(page, "revenue", "--teal")).toBeGreaterThan(100);
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
        "safar script-tag",
      );
      await reading.open("source=shop&range=custom&from=2020-01-01&to=2020-12-31");
      await page.waitForSelector(".notice button");
      await page.click(".notice button");
      await page.waitForFunction(
        () => document.querySelector("#tile-orders .tile-value")?.textContent !== "0",
      );
      expect(query().get("from")).toBe(
        (await stage.reader.ask("span", { source: "shop", time_zone: SHOP_ZONE })).rows[0]?.first_day,
      );
    });
  });

  it("gives each table as a file: the rows of the view, for a spreadsheet", async () => {
    await settled(page, "risk");
    const link = await page.$eval("#risk a[download]", (element) => (element as HTMLAnchorElement).href);
    const bytes = await page.evaluate(
      async (address) => [...new Uint8Array(await (await fetch(address)).arrayBuffer())],
      link,
    );
    expect(bytes.slice(0, 3)).toEqual([0xef, 0xbb, 0xbf]);
    const rows = parse(Buffer.from(bytes), { columns: true, bom: true }) as Record<string, string>[];
    const { rows: viewed } = await stage.reader.ask("at_risk", {
      source: "shop",
      until: HALF_YEAR.until,
      time_zone: SHOP_ZONE,
      currency: "EUR",
      rows: 1000,
    });
    expect(rows.map(({ customer_id: id, revenue }) => [id, revenue])).toEqual(
      viewed.map(({ customer_id: id, revenue }) => [id, revenue]),
    );
    expect(await page.$$eval("a[download]", (links) => links.length)).toBeGreaterThan(6);
  });

  it("shows events as they arrive, until it is paused", async () => {
    await page.$eval("#live-events", (element) => element.scrollIntoView());
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
    const [newest] = await page.$$eval("#live-events tbody tr", (rows) =>
      rows.map((row) => row.textContent ?? ""),
    );
    expect(newest).toContain("live");
    await page.click("#live-events button");
    const asked = reading.requests.length;
    await trackNow(stage.collector, {
      messageId: "live-2",
      userId: "live",
      event: "Product Viewed",
      properties: { product_id: "p1" },
    });
    await page.waitForFunction(
      () => document.querySelector("#live-events button")?.getAttribute("aria-pressed") === "true",
    );
    expect(await sum()).toBe(before + 1);
    expect(reading.requests.slice(asked).filter((request) => request.url().includes("/minutes"))).toEqual([]);
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
      await page.waitForSelector("#cohorts table.heat");
    });

    it.each([
      ["too_slow", 504, "shorter range"],
      ["unavailable", 503, "Ask again in a moment"],
      ["schema_missing", 502, "safar migrate"],
    ])(
      "says what to do when a question ends as %s, and asks again when told",
      async (code, status, sentence) => {
        await answerFor("lifecycle", 1, { status, code });
        await reading.open("source=shop&range=custom&from=2025-02-01&to=2025-05-30");
        await page.waitForSelector("#lifecycle [role=alert]");
        expect(await page.$eval("#lifecycle [role=alert]", (element) => element.textContent)).toContain(
          sentence,
        );
        expect(await page.$("#retention [role=alert]")).toBeNull();
        await page.click("#lifecycle [role=alert] button");
        await page.waitForSelector("#lifecycle canvas");
      },
    );

    it("asks to sign in when the session has ended, and is back where it was", async () => {
      await reading.open("source=shop&range=custom&from=2025-03-01&to=2025-03-31&compare=off");
      await settled(page);
      const before = [await tile(page, "revenue"), page.url()];
      await page.deleteCookie(...(await page.cookies()));
      await page.$eval(".top-actions button", (button) => (button as HTMLElement).click());
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
    await settled(page, "revenue", "lifecycle", "cohorts", "funnel", "carts", "rfm", "risk");
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

describe.runIf(browserNames.includes("firefox"))("the dashboard in Firefox", () => {
  it("signs in, shows and draws the figures, and speaks Persian", async () => {
    const browser = await launch("firefox");
    try {
      const visitor = await newVisitor(browser);
      const reading = await sitDown(visitor);
      await reading.open(`${RANGE}&period=month`);
      await reading.signIn();
      const { page } = reading;
      await settled(page, "revenue");
      const { rows } = await stage.reader.ask("totals", ASKED);
      expect(await tile(page, "revenue")).toBe(
        english.shortMoney(rows.find(({ currency }) => currency === "EUR")?.revenue as string, "EUR"),
      );
      expect(await pixelsOf(page, "revenue", "--teal")).toBeGreaterThan(100);
      await choose(page, "lang", "fa");
      await page.waitForFunction(() => document.documentElement.dir === "rtl");
      await settled(page, "lifecycle");
      expect((await tableOf(page, "lifecycle"))[0]?.[0]).toMatch(/[۰-۹]/);
      expect([...visitor.errors, ...reading.problems]).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
