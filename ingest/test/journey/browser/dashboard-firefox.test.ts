import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserNames, launch, newVisitor } from "./support/browsers.js";
import { choose, pixelsOf, settled, tableOf, tile } from "./support/dashboard-page.js";
import { ASKED, english, PATIENCE_MS, RANGE, sitDown } from "./support/dashboard-reading.js";
import { type DashboardStage, openDashboardStage } from "./support/dashboard-stage.js";

let stage: DashboardStage;
beforeAll(async () => {
  stage = await openDashboardStage();
});
afterAll(() => stage.close());

describe.runIf(browserNames.includes("firefox"))("the dashboard in Firefox", () => {
  it("signs in, shows and draws the figures, and speaks Persian", async () => {
    const browser = await launch("firefox");
    try {
      const visitor = await newVisitor(browser);
      const reading = await sitDown(visitor, stage);
      await reading.open(`${RANGE}&period=month`);
      await reading.signIn();
      const { page } = reading;
      await settled(page, "revenue");
      const { rows } = await stage.reader.ask("totals", ASKED);
      expect(await tile(page, "revenue")).toBe(
        english.shortMoney(rows.find(({ currency }) => currency === "EUR")?.revenue as string, "EUR"),
      );
      await expect
        .poll(() => pixelsOf(page, "revenue", "--teal"), { timeout: PATIENCE_MS })
        .toBeGreaterThan(100);
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
