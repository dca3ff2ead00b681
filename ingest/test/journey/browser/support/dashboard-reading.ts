import type { Browser, HTTPRequest, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { createFormat } from "../../../../dashboard/src/format.js";
import { expose, launch, newVisitor, type Visitor } from "./browsers.js";
import { settled } from "./dashboard-page.js";
import { type DashboardStage, HALF_YEAR, openDashboardStage, SHOP_ZONE } from "./dashboard-stage.js";

/** The simulated shop's half year, as the page's address names it, and as its questions do. */
export const RANGE = `source=shop&range=custom&from=${HALF_YEAR.start}&to=${HALF_YEAR.lastDay}`;
export const ASKED = {
  source: "shop",
  since: HALF_YEAR.start,
  until: HALF_YEAR.until,
  time_zone: SHOP_ZONE,
};
export const MONTHLY = { ...ASKED, period: "month" };

export const english = createFormat("en", "gregorian");

/** How long a part of the page may take where tests share the processor. */
export const PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: 3 * PATIENCE_MS, hookTimeout: 3 * PATIENCE_MS });

/** Someone at the dashboard; what goes wrong in the page, and where it asks, is written down. */
export interface Reading {
  readonly page: Page;
  readonly requests: HTTPRequest[];
  readonly problems: string[];
  open(query: string): Promise<void>;
  /** @param password another one than that of those who look */
  signIn(password?: string): Promise<void>;
}

/** Sits down at the dashboard of a stage. */
export async function sitDown(
  visitor: Visitor,
  stage: { readonly collector: Pick<DashboardStage["collector"], "collector" | "clickhousePassword"> },
): Promise<Reading> {
  const page = await visitor.tab();
  page.setDefaultTimeout(PATIENCE_MS);
  const requests: HTTPRequest[] = [];
  const problems: string[] = [];
  page.on("request", (request) => void requests.push(request));
  await expose(page, "tellOfViolation", (text: string) => problems.push(text));
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
    async signIn(password = stage.collector.clickhousePassword) {
      await page.waitForSelector("input[name=secret]");
      await page.type("input[name=secret]", password);
      await page.keyboard.press("Enter");
      await page.waitForSelector(".top");
    },
  };
}

/**
 * Sits down at the dashboard in Chromium for the tests of a suite, and shows the half year before each of them. After
 * each, nothing went wrong in the page, and it asked no other host.
 *
 * @returns gives the stage, the reading and its page, from `beforeAll` on
 */
export function atTheDashboard(options: Parameters<typeof openDashboardStage>[0] = {}) {
  let stage: DashboardStage;
  let browser: Browser;
  let visitor: Visitor;
  let reading: Reading;

  beforeAll(async () => {
    stage = await openDashboardStage(options);
    browser = await launch("chromium");
    visitor = await newVisitor(browser);
    reading = await sitDown(visitor, stage);
    await reading.page.setViewport({ width: 1280, height: 900 });
    await reading.open(RANGE);
    await reading.signIn();
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });
  beforeEach(async () => {
    await reading.open(RANGE);
    await settled(reading.page);
  });
  afterEach(() => {
    expect(visitor.errors).toEqual([]);
    expect(reading.problems).toEqual([]);
    const elsewhere = reading.requests
      .map((request) => request.url())
      .filter((url) => /^(http|ws)/.test(url) && new URL(url).origin !== stage.collector.collector);
    expect(elsewhere).toEqual([]);
  });
  return () => ({ stage, reading, page: reading.page });
}
