import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "csv-parse/sync";
import type { Page } from "puppeteer-core";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ledgerFigures } from "../../../src/try/demo/ledger/figures.js";
import { type ExpectedPeriod, MISSING, ORDERS } from "../online-retail.js";
import { MISSING as MISSING_OTTO, ottoCounts } from "../otto.js";
import { browserNames } from "./support/browsers.js";
import { choose, pixelsOf, press, settled, tableOf, tile } from "./support/dashboard-page.js";
import {
  ASKED,
  atTheDashboard,
  english,
  MONTHLY,
  PATIENCE_MS,
  type Reading,
} from "./support/dashboard-reading.js";
import { type DashboardStage, HALF_YEAR, SHOP_ZONE } from "./support/dashboard-stage.js";

for (const missing of [MISSING, MISSING_OTTO].filter((sentence) => sentence !== undefined)) {
  if (process.env.CI) throw new Error(missing);
  console.warn(`The figures of a real shop are not compared: ${missing}`);
}

describe.runIf(browserNames.includes("chromium"))("the dashboard", () => {
  let stage: DashboardStage;
  let reading: Reading;
  let page: Page;
  const dashboard = atTheDashboard({ retail: !MISSING, otto: !MISSING_OTTO });
  beforeAll(() => {
    ({ stage, reading, page } = dashboard());
  });

  describe("shows the figures of the shop's books", () => {
    it("in its tiles", async () => {
      const orders = stage.ledger.orders();
      const range = {
        source: "shop",
        since: HALF_YEAR.start,
        until: HALF_YEAR.until,
        timeZone: SHOP_ZONE,
        period: "month",
      } as const;
      const figures = ledgerFigures(orders, range);
      // The tiles are of one currency, customers and their orders too.
      const inEuros = ledgerFigures(
        orders.filter(({ currency }) => currency === "EUR"),
        range,
      );
      const euros = figures.averageOrderValue.find(({ currency }) => currency === "EUR")!;
      const worth = figures.customerValue.find(({ currency }) => currency === "EUR")!;
      const lastMonth = figures.retention.at(-1)!;
      const told: Record<string, string> = {
        revenue: english.shortMoney(euros.revenue, "EUR"),
        orders: english.count(euros.orders),
        customers: english.count(worth.customers),
        repeat: english.percent(inEuros.repeatCustomerRate.repeatCustomerRate),
        frequency: english.decimal(worth.purchaseFrequency, 2),
        aov: english.shortMoney(euros.averageOrderValue, "EUR"),
        value: english.shortMoney(worth.customerValue, "EUR"),
        retention: english.percent(lastMonth.retentionRate),
      };
      await choose(page, "period", "month");
      await settled(page);
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

  it.skipIf(MISSING_OTTO)("shows the carts of real visitors, counted independently", async () => {
    const { opened, abandoned, rate } = ottoCounts().carts["24h"];
    await reading.open("source=otto&range=custom&from=2022-07-01&to=2022-12-31");
    expect(await tableOf(page, "carts")).toHaveLength(abandoned);
    await page.waitForSelector("#cart-rate");
    expect(await page.$eval("#cart-rate", (element) => element.textContent)).toBe(
      `${english.percent(rate)} of ${opened} carts are abandoned for 24 hours`,
    );
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
      await press(page, `[data-group=${group}]`);
      const listed = await tableOf(page, "group");
      const asked = await stage.reader.ask("rfm", { ...ASKED, currency: "EUR", segment: group, rows: 25 });
      expect(listed.map(([, scores]) => scores)).toEqual(
        asked.rows.map(({ r_score, f_score, m_score }) => `${r_score} ${f_score} ${m_score}`),
      );
      expect(new URL(page.url()).searchParams.get("group")).toBe(group);
    });

    it("in the funnel, by sessions, by customers, and split by device", async () => {
      const asked = { ...ASKED, within_hours: "24", steps: "" };
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
    for (const name of colours)
      await expect
        .poll(() => pixelsOf(page, panel, name), { message: name, timeout: PATIENCE_MS })
        .toBeGreaterThan(100);
    await page.focus(`#${panel} .plot`);
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    const told = await page.$eval(`#${panel} .legend`, (legend) => legend.textContent);
    const last = (await tableOf(page, panel)).at(-2)!;
    expect(told).toContain(last[0]);
    for (const column of columns) expect(told).toContain(last[column]);
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
});
